/** The thread that reads contents: see `letture-isolate.ts`. */
import { serve } from '../threads/serve.js';
import { type Chiavi, type Lavoro, type Risposta, svolgi } from './lettura-lavori.js';

let chiavi: Chiavi = [];

serve<Chiavi, Lavoro, Risposta>({
  configure: (nuove) => {
    chiavi = nuove;
  },
  run: (lavoro) => svolgi(lavoro, chiavi),
  // Only files given by hand meet a parser in WebAssembly, and after a stack that overflowed nobody knows how it was left.
  isFatal: () => true,
});
