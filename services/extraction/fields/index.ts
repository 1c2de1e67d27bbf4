export { findFields, type FindFieldsOptions } from './find-fields.js';
