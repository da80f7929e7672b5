/** NRIS 5013: Revoca di un dato. It says whose datum was revoked and not which: only the card tells (A.2). */
import { tipoNRIS } from './risposta.js';

export const nris5013 = { ...tipoNRIS('5013', 'Revoca di un dato', () => 'MUTAZIONE'), wantsScheda: true };
