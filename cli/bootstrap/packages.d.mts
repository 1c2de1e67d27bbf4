export function sameAsLocked(lock: string, installed: string | undefined): boolean;
export function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
export function namesEveryPlatform(lock: string): boolean;
