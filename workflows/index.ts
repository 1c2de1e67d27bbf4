export { processDocument } from './process-document.js';
