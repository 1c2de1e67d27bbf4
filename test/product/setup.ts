import type { TestProject } from 'vitest/node';
import { Product } from '../support/product.js';

declare module 'vitest' {
  interface ProvidedContext {
    home: string;
    port: number;
  }
}

/** One running product for all suites of this project; each suite uses documents of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const product = await Product.create();
  await product.start({
    UPLOAD_MAX_BYTES: String(400 * 1024 * 1024),
    MAX_UNPACKED_BYTES: String(100 * 1024 * 1024),
    MAX_RUNS: '20',
  });
  project.provide('home', product.home);
  project.provide('port', Number(new URL(product.url).port));
  return () => product.remove();
}
