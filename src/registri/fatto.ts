/** The fact is ground for both judgements: see `anpr/fatto.ts`. */
export * from '../anpr/fatto.js';
