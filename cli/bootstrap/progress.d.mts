export interface Thing {
  at(share: number, text: string): void;
  done(text: string): void;
}
export function createProgress(
  output: { write(text: string): unknown; isTTY?: boolean; columns?: number },
  environment: NodeJS.ProcessEnv,
): { print(text: string): void; thing(label: string): Thing; end(): void };
