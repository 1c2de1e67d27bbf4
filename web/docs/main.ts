import SwaggerUI from 'swagger-ui-dist/swagger-ui-bundle.js';
import { createTheme } from '../ui/theme.js';

/**
 * The reference of the API at /docs, drawn by Swagger UI out of /openapi.json. Its prebuilt file is bundled as it is, so
 * that the page has a pinned version and needs no exception of the content security policy. "Try it out" speaks to our
 * own origin: with the session of this browser, or with a key.
 */
const theme = createTheme(document.documentElement, localStorage);
const system = matchMedia('(prefers-color-scheme: dark)');

function paint(): void {
  const name = theme.name.get();
  document.documentElement.classList.toggle('dark-mode', name === 'dark' || (name === 'system' && system.matches));
}

paint();
system.addEventListener('change', paint);

SwaggerUI({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null, // it would send our contract elsewhere
});
