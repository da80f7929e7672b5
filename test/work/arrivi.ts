/** Arrivals of months, laid into a real inbox: rows only, because silence is judged by instants. */

import { pesoGiorno } from '../../src/anpr/festivita.js';
import { giornoNumero, numeroDelGiorno } from '../../src/anpr/giorni.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import type { Canale } from '../../src/store/notifica.js';
import { createRifiuti } from '../../src/store/rifiuti.js';
import type { Ente } from '../../src/work/enti.js';
import { notifica } from '../cli/banco.js';

export const REGOLE = { anniFraFalsiAllarmi: 20, oreMinime: 6 };

export const ente = (codiceIstat = '999001', altro: Partial<Ente> = {}): Ente => ({
  codiceIstat,
  nome: 'Comune di Prova',
  codiciStorici: ['999900'],
  keystores: [],
  keystoreDir: null,
  ...altro,
});

/** So many notifications on every working day, one an hour from 9 o'clock (7 UTC). */
export async function arrivano(
  db: Database,
  codDestinatario: string,
  { dal, al, alGiorno, canale = 'N000' }: { dal: string; al: string; alGiorno: number; canale?: Canale },
): Promise<void> {
  const inbox = createInbox(db);
  const tutte: Promise<unknown>[] = [];
  for (let n = numeroDelGiorno(dal); n <= numeroDelGiorno(al); n++) {
    const giorno = giornoNumero(n);
    if (pesoGiorno(giorno) < 1) continue;
    for (let i = 0; i < alGiorno; i++) {
      const minuti = 7 * 60 + i * 20;
      const ora = `${String(Math.floor(minuti / 60)).padStart(2, '0')}:${String(minuti % 60).padStart(2, '0')}`;
      tutte.push(inbox.salva(notifica({ codDestinatario, canale, ricevutaIl: `${giorno}T${ora}:00.000Z` })));
    }
  }
  await Promise.all(tutte);
}

/** Called with this id at these instants, and refused: by ANPR itself, unless it was for the signature. */
export async function rifiutate(
  db: Database,
  idOperazioneANPR: string,
  istanti: readonly string[],
  altro: { motivo?: string; codDestinatario?: string } = {},
): Promise<void> {
  const rifiuti = createRifiuti(db, { massimo: 1_000 });
  const motivo = altro.motivo ?? 'NON_SALVATA';
  for (const ricevutoIl of istanti)
    await rifiuti.registra({
      ricevutoIl,
      motivo,
      verificato: !motivo.startsWith('FIRMA'),
      dettaglio: 'rifiutata per prova',
      codice: '5',
      codDestinatario: altro.codDestinatario ?? '999001',
      tipoNotifica: 'N010',
      idOperazioneANPR,
      mittente: null,
      byte: 1,
    });
}
