const CELLS = 10;

/**
 * The terminal while things are set up: one line for each thing, changed in place; without a terminal plain lines, one
 * when a thing begins, one at each quarter, one when it is done.
 *
 * @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} output
 * @param {NodeJS.ProcessEnv} environment
 */
export function createProgress(output, environment) {
  const live = output.isTTY === true && environment['TERM'] !== 'dumb';
  /** @type {Map<string, string>} */
  const lines = new Map();
  let drawn = 0;

  const draw = () => {
    if (!live) return;
    const width = Math.min(80, output.columns ?? 80);
    const shown = [...lines].map(([label, text]) => [...line(label, text)].slice(0, width).join(''));
    output.write((drawn > 0 ? `\u001B[${drawn}A\u001B[0J` : '') + shown.map((each) => `${each}\n`).join(''));
    drawn = shown.length;
  };

  return {
    /** @param {string} text */
    print(text) {
      if (live && drawn > 0) output.write(`\u001B[${drawn}A\u001B[0J`);
      drawn = 0;
      output.write(`${text}\n`);
      draw();
    },

    /**
     * Begins a thing. Nothing is printed before the first `at` or `done`, so that what needs nothing stays silent.
     * @param {string} label
     */
    thing(label) {
      const began = performance.now();
      let quarter = -1;
      return {
        /** @param {number} share 0–1 @param {string} text */
        at(share, text) {
          if (live) {
            lines.set(label, `${bar(share)}  ${text}`);
            draw();
          } else if (Math.floor(share * 4) > quarter) {
            quarter = Math.floor(share * 4);
            output.write(`${line(label, text)}\n`);
          }
        },
        /** @param {string} text */
        done(text) {
          const seconds = (performance.now() - began) / 1000;
          const took = seconds < 9.95 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
          const said = `${live ? `${bar(1)}  ` : ''}${text.padEnd(live ? 44 : 46)}${took}`;
          if (live) {
            lines.set(label, said);
            draw();
          } else output.write(`${line(label, said)}\n`);
        },
      };
    },

    /** Leaves what is on the screen and starts below it. */
    end() {
      lines.clear();
      drawn = 0;
    },
  };
}

/** @typedef {ReturnType<typeof createProgress>} Progress */

/** @param {string} label @param {string} text */
const line = (label, text) => `  ${label.padEnd(10)}${text}`;

/** @param {number} share */
function bar(share) {
  const full = share >= 1 ? CELLS : Math.max(0, Math.min(CELLS - 1, Math.floor(share * CELLS)));
  return '▮'.repeat(full) + '▯'.repeat(CELLS - full);
}

/** @param {number} bytes */
export const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
