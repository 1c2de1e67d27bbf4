import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

/**
 * Everything that is served is a file of our own origin, so that the strict content security policy holds: no inline
 * scripts or styles, no `data:` assets, no module preload polyfill.
 */
export default defineConfig({
  plugins: [preact({ reactAliasesEnabled: false })],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['web/index.html', 'web/docs.html'] },
    chunkSizeWarningLimit: 2_000, // the reference at /docs; web/budget.mjs holds the app itself to its size
  },
  // `vite web` for working on the pages; the product itself answers on its own port.
  server: { proxy: { '/v1': { target: 'http://127.0.0.1:3000', ws: true } } },
});
