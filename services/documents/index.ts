export { claim, completeStep, guard, recordProgress, startSteps, type StepOutcome } from './effects.js';
export { createDispatcher } from './dispatcher.js';
export { createDocumentReader, type DocumentFilter, type DocumentReader } from './read.js';
export { createPageStore, type PageStore } from './pages.js';
export { changeMany } from './bulk.js';
export { getVersion, listVersions } from './versions.js';
export { reconcile, type Corrections } from './reconcile.js';
export { storeUpload, type Upload } from './upload.js';
export { cancelRun, changeDocument, type Change, type Changed } from './verbs.js';
