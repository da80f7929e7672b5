/** The spool in `allinea stato`: what waits on disk for the database, also when the database does not answer. */
import { InfrastructureError, TransientError } from '../../errors.js';
import type { Database } from '../../store/database.js';
import { installazioneNota } from '../../store/installazione.js';
import { sommarioSpool } from '../../store/spool/sommario.js';
import type { MisuraSpool } from '../../store/spool/spool.js';
import { ESITO, type Esito, type Impostazioni } from './ambiente.js';
import { istante, numero } from './testo.js';

/** Of this installation; null when it is off, never used, or this user may not read it. */
export async function leggiSpool({ spool }: Impostazioni, db?: Database): Promise<MisuraSpool | null> {
  if (!spool.enabled) return null;
  try {
    const nome = db === undefined ? undefined : await installazioneNota(db);
    return db !== undefined && nome === undefined ? null : await sommarioSpool(spool.dir, nome);
  } catch (error) {
    if (error instanceof InfrastructureError || error instanceof TransientError) throw error;
    return null;
  }
}

export function testoSpool(m: MisuraSpool | null): string {
  if (m === null) return 'In attesa sul disco (spool): non si sa';
  const dal = m.dal === null ? '' : ` (dal ${istante(m.dal)})`;
  const attesa = m.notifiche === 0 ? 'nulla' : `${numero(m.notifiche)} notifiche${dal}`;
  const accantonate = m.accantonati === 0 ? '' : `; ${numero(m.accantonati)} file accantonati, vedi il manuale`;
  return `In attesa sul disco (spool): ${attesa}${accantonate}`;
}

/** The database does not answer: what is known without it. */
export async function statoSenzaDatabase(impostazioni: Impostazioni, error: Error): Promise<Esito> {
  const spool = await leggiSpool(impostazioni);
  const righe = [
    `Il database non risponde: ${error.message}`,
    '  → controllare che sia acceso e la sezione «database» della configurazione',
    testoSpool(spool),
    ...(impostazioni.spool.enabled
      ? ['Finché c’è posto le notifiche si confermano e passano nel database appena torna.']
      : []),
  ];
  return {
    code: ESITO.DATABASE,
    text: righe.join('\n'),
    data: { errore: 'DATABASE', messaggio: error.message, spool },
    failed: true,
  };
}
