/** Of the contract and the product; a test holds it to package.json. */
export const VERSION = '0.3.0';
