/**
 * `allinea verifica-interna`: inbox, facts, rows and views held against each other. With `--correggi` it leaves requests that
 * the applier carries out: the command itself writes no register.
 */
import { senzaCodiceFiscale } from '../../work/cambi.js';
import { readKeystores } from '../../work/chiavi.js';
import { contestoDi } from '../../work/confronto/impostazioni.js';
import { codiciDi, type Ente } from '../../work/enti.js';
import { chiediCorrezione } from '../../work/verifica/correzione.js';
import { type EsitoVerifica, verificaInterna } from '../../work/verifica/verifica.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { entiScelti, entiScritti, SOLO_UNO } from './enti.js';
import { conDatabase, esegui, type Sessione } from './esegui.js';
import { conto, numero } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
  readonly campione?: boolean;
  readonly correggi?: boolean;
}

const MINUTO_MS = 60_000;
const PRIME = 50;

function verifica({ db, impostazioni }: Sessione, ente: Ente, ambiente: Ambiente, o: Opzioni): Promise<EsitoVerifica> {
  const c = impostazioni.confronto;
  const campione = o.campione === true;
  return verificaInterna({
    db,
    contesto: contestoDi(ente, ambiente.now()),
    codici: codiciDi(ente),
    keystores: readKeystores(ente, impostazioni.keystorePassword).keystores,
    now: ambiente.now,
    persone: campione ? c.personePerVerifica : Number.POSITIVE_INFINITY,
    notifiche: campione ? c.notifichePerVerifica : Number.POSITIVE_INFINITY,
    fermeDopoMs: c.fermeDopoMinuti * MINUTO_MS,
  });
}

async function unEnte(sessione: Sessione, ente: Ente, ambiente: Ambiente, o: Opzioni) {
  const { guardati, trovate, aperte, chiuse } = await verifica(sessione, ente, ambiente, o);
  const chi = { codComune: ente.codiceIstat, attore: ambiente.attore, now: ambiente.now() };
  const richieste =
    o.correggi === true && trovate.length > 0 ? await chiediCorrezione(sessione.db, trovate, chi) : undefined;
  const esito =
    trovate.length === 0 ? 'tutto torna' : `${conto(trovate.length, 'cosa che non torna', 'cose che non tornano')}:`;
  const righe = trovate.slice(0, PRIME).map((t) => `  ${t.regola} ${senzaCodiceFiscale(t.oggetto)}: ${t.descrizione}`);
  const altre = trovate.length > PRIME ? [`  … e altre ${numero(trovate.length - PRIME)}: «allinea anomalie»`] : [];
  const fatte = richieste === undefined ? [] : [testoRichieste(richieste)];
  const testa = `${ente.nome} (${ente.codiceIstat}): ${conto(guardati, 'persona, famiglia o notifica rivista', 'persone, famiglie e notifiche riviste')}, ${esito}`;
  const nomi = trovate.map(({ regola, oggetto }) => ({ regola, oggetto: senzaCodiceFiscale(oggetto) }));
  const data = { codComune: ente.codiceIstat, guardati, trovate: nomi, aperte, chiuse, ...richieste };
  return { text: [testa, ...righe, ...altre, ...fatte].join('\n'), data };
}

function testoRichieste({ riaperte, ricostruzione }: { riaperte: number; ricostruzione: boolean }): string {
  if (riaperte > 0)
    return `${conto(riaperte, 'notifica sarà applicata', 'notifiche saranno applicate')} di nuovo; poi ripetere il comando per ciò che resta.`;
  return ricostruzione
    ? 'Richiesta lasciata al demone: le righe saranno rifatte dai fatti al suo prossimo giro.'
    : 'Nulla che il demone possa correggere da sé: vedere le anomalie.';
}

async function tutti(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  return conDatabase(ambiente, o, async (sessione) => {
    const enti = (o.correggi === true ? entiScritti : entiScelti)(sessione.impostazioni, o.comune);
    const esiti: Awaited<ReturnType<typeof unEnte>>[] = [];
    for (const ente of enti) esiti.push(await unEnte(sessione, ente, ambiente, o));
    const male = esiti.some((e) => e.data.trovate.length > 0);
    const text = esiti.map((e) => e.text).join('\n');
    return { code: male ? ESITO.TROVATO : ESITO.OK, text, data: { enti: esiti.map((e) => e.data) } };
  });
}

export const registraVerificaInterna: Registra = (programma, ambiente, finito) => {
  comando(programma, 'verifica-interna', 'notifiche, fatti, tabelle e viste: che tornino fra loro; esce con 1 se no')
    .option(...SOLO_UNO)
    .option('--campione', 'solo il prossimo campione, come il lavoro notturno (altrimenti tutto)')
    .option('--correggi', 'chiede al demone di rimettere a posto ciò che può')
    .action(async (o: Opzioni) => finito(await esegui(ambiente, o, () => tutti(ambiente, o))));
};
