import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScreen } from './screen.js';

/** A terminal that understands what we use: lines, "up n lines", "clear to the end". */
function terminal(): { output: { write(text: string): void; isTTY: true; columns: number }; lines: () => string[] } {
  let lines = [''];
  const write = (text: string): void => {
    // eslint-disable-next-line no-control-regex -- the escape character is what it looks for
    for (const part of text.split(/(\u001B\[\d+A|\u001B\[0J|\n)/)) {
      // eslint-disable-next-line no-control-regex -- as above
      const up = /^\u001B\[(\d+)A$/.exec(part)?.[1];
      if (up !== undefined) row -= Number(up);
      else if (part === '\u001B[0J') lines = [...lines.slice(0, row), ''];
      else if (part === '\n') {
        row++;
        lines[row] ??= '';
      } else lines[row] = (lines[row] ?? '') + part;
    }
  };
  let row = 0;
  return { output: { write, isTTY: true, columns: 100 }, lines: () => lines.slice(0, row) };
}

const line = fc.stringMatching(/^[a-z]{0,8}$/);
const step = fc.oneof(fc.record({ print: line }), fc.record({ update: fc.array(line, { maxLength: 4 }) }));

describe('the screen', () => {
  it('shows what was printed, and below it the live lines as they were last', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { output, lines } = terminal();
        const screen = createScreen(output, {});
        const region = screen.region();
        const printed: string[] = [];
        let live: readonly string[] = [];
        for (const each of steps) {
          if ('print' in each) {
            screen.print(each.print);
            printed.push(each.print);
          } else {
            region.update(each.update);
            live = each.update;
          }
          expect(lines()).toEqual([...printed, ...live]);
        }
        region.end();
        screen.print('after');
        expect(lines()).toEqual([...printed, ...live, 'after']);
      }),
    );
  });

  it('prints only final lines where there is no terminal', () => {
    let out = '';
    const screen = createScreen({ write: (text: string) => (out += text) }, {});
    const region = screen.region();
    region.update(['50 %']);
    screen.print('done');
    region.end();
    expect(out).toBe('done\n');
    expect(screen.live).toBe(false);
    expect(screen.style.bad('x')).toBe('x');
  });

  it('draws for at most 80 columns, without colours when NO_COLOR is set, and in place only on a terminal that can', () => {
    const { output } = terminal();
    expect(createScreen(output, {}).columns).toBe(80);
    expect(createScreen({ ...output, columns: 60 }, {}).columns).toBe(60);
    expect(createScreen({ ...output, columns: 0 }, {}).columns).toBe(80);
    expect(createScreen(output, {}).style.bad('x')).toBe('\u001B[31mx\u001B[39m');
    expect(createScreen(output, { NO_COLOR: '1' }).style.bad('x')).toBe('x');
    expect(createScreen(output, { NO_COLOR: '' }).style.bad('x')).not.toBe('x');
    expect(createScreen(output, { TERM: 'dumb' }).live).toBe(false);
  });
});
