export { claim, completeStep, guard, recordProgress, startSteps, type StepOutcome } from './effects.js';
export { createDispatcher } from './dispatcher.js';
export { createDocumentReader, type DocumentFilter, type DocumentReader } from './read.js';
export { createPageStore, SLICE_PAGES, type PageStore } from './pages.js';
export { storeUpload, type Upload } from './upload.js';
export { cancelDocument, deleteDocument, retryDocument } from './verbs.js';
