/**
 * Fields (ECMA-376 part 1, 17.16): begin ─code─▶ separate ─result─▶ end, nested, and across paragraphs.
 * Only results are text; a hyperlink's code tells where its result leads.
 */
export interface FieldStack {
  begin(): void;
  separate(): void;
  end(): void;
  code(text: string): void;
  /** True while inside the code of any field: nothing there is shown. */
  readonly inCode: boolean;
  /** Where the result being read leads to. */
  readonly href: string | undefined;
}

export function createFieldStack(): FieldStack {
  const stack: { code: string; result: boolean }[] = [];
  return {
    begin: () => {
      stack.push({ code: '', result: false });
    },
    separate: () => {
      const field = stack.at(-1);
      if (field) field.result = true;
    },
    end: () => {
      stack.pop();
    },
    code: (text) => {
      const field = stack.at(-1);
      if (field && !field.result) field.code += text;
    },
    get inCode() {
      return stack.some((field) => !field.result);
    },
    get href() {
      for (const field of stack.toReversed()) {
        const href = field.result ? fieldHref(field.code) : undefined;
        if (href !== undefined) return href;
      }
      return undefined;
    },
  };
}

/** The address in `HYPERLINK "https://…" \o "tip"`; a place in the same document (`\l`) is none. */
export function fieldHref(code: string): string | undefined {
  const found = /^\s*HYPERLINK\s+(?!\\)(?:"(?<quoted>[^"]+)"|(?<bare>\S+))/i.exec(code)?.groups;
  return found?.['quoted'] ?? found?.['bare'];
}
