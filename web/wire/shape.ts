/** The readers of the live client: both read what our server sends. */
export { list, members, number, text, textOrNull } from '../../client/shape.js';
