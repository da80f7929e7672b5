/** The thread that reads calls: see `chiamate-isolate.ts`. */
import { serve } from '../threads/serve.js';
import { type ChiamataGrezza, type ChiamataLetta, creaLettura, type RegoleChiamata } from './chiamata.js';
import { isParserBroken } from './xml.js';

let leggi: ((chiamata: ChiamataGrezza) => ChiamataLetta) | undefined;

/** Moving memory to another thread costs as much as copying so many bytes. */
const WORTH_MOVING_BYTES = 256 * 1024;

/** The bytes of a large content, where nothing else lies in the same memory. */
function contenutoDi(letta: ChiamataLetta): readonly ArrayBuffer[] {
  if (!letta.accolta) return [];
  const { buffer, byteLength } = letta.richiesta.contenuto;
  const sua = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return sua && byteLength >= WORTH_MOVING_BYTES ? [buffer] : [];
}

/** Small ones share the memory of a pool, which would cross whole. */
function daSola(letta: ChiamataLetta): ChiamataLetta {
  if (!letta.accolta) return letta;
  const { contenuto } = letta.richiesta;
  if (contenuto.buffer.byteLength === contenuto.byteLength) return letta;
  return { ...letta, richiesta: { ...letta.richiesta, contenuto: new Uint8Array(contenuto) } };
}

serve<RegoleChiamata, ChiamataGrezza, ChiamataLetta>({
  configure: (regole) => {
    leggi = creaLettura(regole);
  },
  run: (chiamata) => {
    if (leggi === undefined) throw new Error('a call before the rules');
    return daSola(leggi(chiamata));
  },
  transfer: contenutoDi,
  // After a stack that overflowed nobody knows how WebAssembly was left.
  isFatal: (e) => isParserBroken(e) || e instanceof RangeError,
});
