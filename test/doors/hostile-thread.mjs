// A thread that reads calls, but for those that say what to do to it.
import { creaLettura } from '../../dist/src/soap/chiamata.js';
import { serve } from '../../dist/src/threads/serve.js';

let leggi;
const fill = () => {
  const held = [];
  for (;;) held.push(new Array(100_000).fill(held.length));
};
serve({
  configure: (regole) => {
    leggi = creaLettura(regole);
  },
  run: (chiamata) => {
    const testo = Buffer.from(chiamata.corpo.subarray(0, 20)).toString('latin1');
    if (testo.startsWith('LOOP')) for (;;);
    if (testo.startsWith('FILL')) return fill();
    if (testo.startsWith('EXIT')) return process.exit(3);
    return leggi(chiamata);
  },
});
