/** `allinea notifiche`: a page of the inbox, newest first. */
import { fineDelGiorno, inizioDelGiorno } from '../../anpr/ora-italiana.js';
import type { NotificaInbox } from '../../store/inbox.js';
import type { StatoInbox } from '../../store/notifica.js';
import { codiciDi } from '../../work/enti.js';
import { elencaNotifiche } from '../../work/operator.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, data, interoPositivo, type Registra } from './comando.js';
import { enteScelto, SOLO_UNO } from './enti.js';
import { conDatabase, esegui } from './esegui.js';
import { statoDetto, statoInbox } from './parole.js';
import { istante, tabella } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly stato?: StatoInbox;
  readonly tipo?: string;
  readonly motivo?: string;
  readonly comune?: string;
  readonly dal?: string;
  readonly al?: string;
  readonly primaDi?: number;
  readonly limite: number;
}

const riga = (n: NotificaInbox): string[] => [
  String(n.id),
  istante(n.ricevutaIl),
  n.codDestinatario,
  n.tipoNotifica,
  n.operazione ?? '',
  n.idOperazioneANPR,
  statoDetto(n.stato),
  n.motivo ?? '',
];

const TITOLI = ['ID', 'RICEVUTA', 'COMUNE', 'TIPO', 'OPER.', 'ID OPERAZIONE ANPR', 'STATO', 'MOTIVO'];

function notifiche(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const righe = await elencaNotifiche(db, {
      limit: o.limite,
      ordine: 'desc',
      ...(o.stato !== undefined && { stato: o.stato }),
      ...(o.tipo !== undefined && { tipo: o.tipo }),
      ...(o.motivo !== undefined && { motivo: o.motivo }),
      ...(o.comune !== undefined && { codici: codiciDi(enteScelto(impostazioni, o.comune)) }),
      ...(o.dal !== undefined && { dal: inizioDelGiorno(o.dal) }),
      ...(o.al !== undefined && { al: fineDelGiorno(o.al) }),
      ...(o.primaDi !== undefined && { dopoId: o.primaDi }),
    });
    const altre = righe.length === o.limite ? `\nAltre: «--prima-di ${righe.at(-1)?.id}».` : '';
    const text = righe.length === 0 ? 'Nessuna notifica.' : `${tabella([TITOLI, ...righe.map(riga)])}${altre}`;
    return { code: ESITO.OK, text, data: { notifiche: righe } };
  });
}

export const registraNotifiche: Registra = (programma, ambiente, finito) => {
  comando(programma, 'notifiche', 'elenca le notifiche ricevute, dalla più recente')
    .option('--stato <stato>', 'solo in questo stato', statoInbox)
    .option('--tipo <tipo>', 'solo di questo tipo, per esempio NRIS')
    .option('--motivo <motivo>', 'solo parcheggiate con questo motivo, per esempio CHIAVE_MANCANTE')
    .option(...SOLO_UNO)
    .option('--dal <data>', 'ricevute da questo giorno (AAAA-MM-GG)', data)
    .option('--al <data>', 'ricevute fino a questo giorno compreso', data)
    .option('--prima-di <id>', 'continua da questo ID', interoPositivo)
    .option('--limite <n>', 'quante al massimo', interoPositivo, 50)
    .action(async (opzioni: Opzioni) => finito(await esegui(ambiente, opzioni, () => notifiche(ambiente, opzioni))));
};
