export function locked<T>(path: string, onWait: (pid: number) => void, work: () => Promise<T>): Promise<T>;
