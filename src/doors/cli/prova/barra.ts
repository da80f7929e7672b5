/** Progress of a long step: a bar that redraws itself on a terminal, a few plain lines elsewhere. */
import type { Output } from '../ambiente.js';
import { numero } from '../testo.js';

const LARGA = 30;
/** Without a terminal a line is written at each of these shares, so that a log stays short. */
const PASSI = 4;

export interface Barra {
  /** `fatti` of `totale`; both may grow. */
  avanza(fatti: number, totale: number): void;
  /** Ends the step with its last line. */
  fine(esito: string): void;
}

function disegno(titolo: string, fatti: number, totale: number): string {
  const quota = totale === 0 ? 1 : Math.min(1, fatti / totale);
  const piene = Math.round(quota * LARGA);
  const barra = `${'█'.repeat(piene)}${'░'.repeat(LARGA - piene)}`;
  return `${titolo} ${barra} ${numero(fatti)}/${numero(totale)}`;
}

function perTerminale(titolo: string, out: Output, riscrivi: (riga: string) => void): Barra {
  return {
    avanza: (fatti, totale) => riscrivi(disegno(titolo, fatti, totale)),
    fine: (esito) => {
      riscrivi(`${titolo}: ${esito}`);
      out.write('\n');
    },
  };
}

function perFile(titolo: string, out: Output): Barra {
  let passo = 0;
  return {
    avanza: (fatti, totale) => {
      const qui = totale === 0 ? 0 : Math.floor((fatti * PASSI) / totale);
      if (qui <= passo || qui >= PASSI) return;
      passo = qui;
      out.write(`${titolo}: ${numero(fatti)} di ${numero(totale)}\n`);
    },
    fine: (esito) => out.write(`${titolo}: ${esito}\n`),
  };
}

/** Starts showing a step. */
export function creaBarra(titolo: string, out: Output): Barra {
  return out.riscrivi === undefined ? perFile(titolo, out) : perTerminale(titolo, out, out.riscrivi);
}
