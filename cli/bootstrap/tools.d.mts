export interface Wheel {
  package: string;
  version: string;
  platform?: string;
  sha256: string;
  bytes: number;
}
export function pinnedWheels(
  platform: string,
  arch: string,
): { wheels: Wheel[]; python: string; abi: string; version: string };
export function toolsAreInstalled(folder: string, version: string): boolean;
