/** The spool in `allinea stato`: what waits on disk for the database, also when the database does not answer. */
import { InfrastructureError, TransientError } from '../../errors.js';
import type { Database } from '../../store/database.js';
import { installazioneNota } from '../../store/installazione.js';
import { sommarioSpool } from '../../store/spool/sommario.js';
import type { MisuraSpool } from '../../store/spool/spool.js';
import { ESITO, type Esito, type Impostazioni } from './ambiente.js';
import { chiediDemone, type Demone, righeDemone } from './demone.js';
import { type GuastoError, righeGuasto } from './guasto.js';
import { conto, istante } from './testo.js';

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
  const attesa = m.notifiche === 0 ? 'nulla' : `${conto(m.notifiche, 'notifica', 'notifiche')}${dal}`;
  const accantonate =
    m.accantonati === 0 ? '' : `; ${conto(m.accantonati, 'file accantonato', 'file accantonati')}, vedi il manuale`;
  return `In attesa sul disco (spool): ${attesa}${accantonate}`;
}

/** What becomes of the notifications meanwhile: only what the daemon says of itself. */
function intanto(d: Demone): string[] {
  if (d.stato !== 'acceso') return [];
  const { database = 'non si sa', spool = 'non si sa' } = d.dettagli;
  if (database === 'ok')
    return ['Per il demone il suo database è a posto: questo comando usa forse un’altra configurazione.'];
  if (!d.pronto) return [`Le notifiche NON si confermano (spool: ${spool}): ANPR le ripropone per venti minuti.`];
  return [`Le notifiche si confermano, attendono sul disco (${spool}) e passano nel database appena torna.`];
}

/** The database does not take what it is asked: what is known without it. */
export async function statoSenzaDatabase(impostazioni: Impostazioni, { guasto, message }: GuastoError): Promise<Esito> {
  const [spool, demone] = await Promise.all([leggiSpool(impostazioni), chiediDemone(impostazioni)]);
  const righe = [
    ...righeGuasto(guasto),
    ...righeDemone(demone, impostazioni),
    ...intanto(demone),
    ...(impostazioni.spool.enabled ? [testoSpool(spool)] : []),
  ];
  return {
    code: ESITO.DATABASE,
    text: righe.join('\n'),
    data: { errore: 'DATABASE', messaggio: message, guasto, demone, spool },
    failed: true,
  };
}
