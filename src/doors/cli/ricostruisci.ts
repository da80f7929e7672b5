/**
 * `allinea ricostruisci`: folds every fact again and compares with the tables (law 4). With `--correggi` it leaves a
 * request, which the applier that holds the lease carries out: the command itself never writes the registers.
 */

import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { registraAzione } from '../../store/audit.js';
import { type CambioDescritto, descriviCambio } from '../../work/cambi.js';
import { codiciDi, type Ente } from '../../work/enti.js';
import { chiediRicostruzione, confrontaTutto } from '../../work/ricostruisci.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { entiScelti, entiScritti, SOLO_UNO } from './enti.js';
import { conDatabase, esegui, type Sessione } from './esegui.js';
import { conto, numero } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
  readonly correggi?: boolean;
}

/** Differences listed one by one; the rest is only counted. */
const PRIME = 20;

async function chiedi({ db }: Sessione, ente: Ente, { attore, now }: Ambiente): Promise<void> {
  const quando = now().toISOString();
  const oggetto = `ente:${ente.codiceIstat}`;
  await db.transaction(async (tx) => {
    await chiediRicostruzione(tx, ente.codiceIstat, quando);
    await registraAzione(tx, { quando, attore, azione: 'ricostruisci', oggetto });
  });
}

/** What is wrong with the row that stands there: to put it right it is added, removed or changed. */
const GUASTI: Readonly<Record<CambioDescritto['azione'], string>> = {
  NUOVA: 'manca',
  TOLTA: 'in più',
  CAMBIATA: 'diversa',
};

const dove = (c: CambioDescritto): string => `  ${c.tabella} ${c.chiave}: ${GUASTI[c.azione]}`;

async function unEnte(sessione: Sessione, ente: Ente, ambiente: Ambiente) {
  const codici = new Set(codiciDi(ente));
  const contesto = { codComune: ente.codiceIstat, codici, oggi: giornoInItalia(ambiente.now()) };
  const { entita, differenze } = await confrontaTutto(sessione.db, contesto);
  const prime = differenze.slice(0, PRIME).map((c) => dove(descriviCambio(c)));
  const altre = differenze.length > PRIME ? [`  … e altre ${numero(differenze.length - PRIME)}`] : [];
  const esito =
    differenze.length === 0
      ? 'ogni riga è quella che i fatti dicono'
      : `${conto(differenze.length, 'riga diversa', 'righe diverse')}:`;
  const text = [
    `${ente.nome} (${ente.codiceIstat}): ${conto(entita, 'soggetto', 'soggetti')}, ${esito}`,
    ...prime,
    ...altre,
  ].join('\n');
  return { text, data: { codComune: ente.codiceIstat, soggetti: entita, differenze: differenze.length } };
}

async function ricostruisci(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  return conDatabase(ambiente, o, async (sessione) => {
    const esiti: Awaited<ReturnType<typeof unEnte>>[] = [];
    const scelti = (o.correggi === true ? entiScritti : entiScelti)(sessione.impostazioni, o.comune);
    for (const ente of scelti) {
      esiti.push(await unEnte(sessione, ente, ambiente));
      if (o.correggi === true) await chiedi(sessione, ente, ambiente);
    }
    const diverse = esiti.some((e) => e.data.differenze > 0);
    const coda =
      o.correggi === true ? ['Richiesta lasciata al demone: le righe saranno corrette al suo prossimo giro.'] : [];
    const text = [...esiti.map((e) => e.text), ...coda].join('\n');
    const data = { enti: esiti.map((e) => e.data), richiesta: o.correggi === true };
    return { code: diverse ? ESITO.TROVATO : ESITO.OK, text, data };
  });
}

export const registraRicostruisci: Registra = (programma, ambiente, finito) => {
  comando(programma, 'ricostruisci', 'ricalcola tutto dai fatti e confronta con le tabelle; esce con 1 se differiscono')
    .option(...SOLO_UNO)
    .option('--correggi', 'chiede al demone di correggere le righe diverse')
    .action(async (opzioni: Opzioni) => finito(await esegui(ambiente, opzioni, () => ricostruisci(ambiente, opzioni))));
};
