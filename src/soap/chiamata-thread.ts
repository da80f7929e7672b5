/** The thread that reads calls: see `chiamate-isolate.ts`. */
import { serve } from '../threads/serve.js';
import { type ChiamataGrezza, type ChiamataLetta, creaLettura, type RegoleChiamata } from './chiamata.js';
import { isParserBroken } from './xml.js';

let leggi: ((chiamata: ChiamataGrezza) => ChiamataLetta) | undefined;

/** The bytes of the content, where nothing else lies in the same memory (small ones share a pool). */
function contenutoDi(letta: ChiamataLetta): readonly ArrayBuffer[] {
  if (!letta.accolta) return [];
  const { buffer, byteLength } = letta.richiesta.contenuto;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

serve<RegoleChiamata, ChiamataGrezza, ChiamataLetta>({
  configure: (regole) => {
    leggi = creaLettura(regole);
  },
  run: (chiamata) => {
    if (leggi === undefined) throw new Error('a call before the rules');
    return leggi(chiamata);
  },
  transfer: contenutoDi,
  // After a stack that overflowed nobody knows how WebAssembly was left.
  isFatal: (e) => isParserBroken(e) || e instanceof RangeError,
});
