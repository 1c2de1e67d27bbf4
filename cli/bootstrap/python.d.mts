export function reason(output: string, log: string): [what: string, remedy: string];
