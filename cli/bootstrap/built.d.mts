export function stateOf(root: string, sources: readonly string[]): string;
