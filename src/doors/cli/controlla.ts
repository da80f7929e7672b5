/** `allinea controlla`: the doctor. Exit 1 when something does not work; warnings alone exit 0. */
import { clientiANPR } from '../../work/anpr.js';
import { type Controllo, controllaTutto } from '../../work/doctor.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { esegui, impostazioniDi } from './esegui.js';
import { conto } from './testo.js';
import { indirizzoLocale } from './vivo.js';

const SEGNI: Readonly<Record<Controllo['esito'], string>> = { ok: 'ok  ', attenzione: 'ATT.', errore: 'ERR.' };

const riga = (c: Controllo): string =>
  `${SEGNI[c.esito]}  ${c.nome}: ${c.dettaglio}${c.rimedio === undefined ? '' : `\n        → ${c.rimedio}`}`;

async function controlla(ambiente: Ambiente, o: OpzioniComuni): Promise<Esito> {
  const impostazioni = impostazioniDi(ambiente, o);
  const live = indirizzoLocale(impostazioni, '/health/live');
  const { enti, keystorePassword } = impostazioni;
  const client = clientiANPR(enti, { commonPassword: keystorePassword, version: ambiente.version, now: ambiente.now });
  const controlli = await controllaTutto({ ...impostazioni, live, client }, ambiente.now);
  const errori = controlli.filter((c) => c.esito === 'errore').length;
  const avvisi = controlli.filter((c) => c.esito === 'attenzione').length;
  const coda =
    errori + avvisi === 0
      ? 'Tutto bene.'
      : `${conto(errori, 'errore', 'errori')}, ${conto(avvisi, 'avviso', 'avvisi')}.`;
  return {
    code: errori > 0 ? ESITO.TROVATO : ESITO.OK,
    text: `${controlli.map(riga).join('\n')}\n\n${coda}`,
    data: { controlli, errori, avvisi },
  };
}

export const registraControlla: Registra = (programma, ambiente, finito) => {
  comando(
    programma,
    'controlla',
    'controlla configurazione, chiavi, scadenze, database, porta, endpoint e servizi di ANPR',
  ).action(async (opzioni: OpzioniComuni) =>
    finito(await esegui(ambiente, opzioni, () => controlla(ambiente, opzioni))),
  );
};
