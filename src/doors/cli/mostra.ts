/**
 * `allinea mostra ID`: one notification. Its content, which holds personal data, only with `--contenuto`, and then the
 * operator's audit says who looked.
 */

import { readKeystores } from '../../work/chiavi.js';
import type { Ente } from '../../work/enti.js';
import { codiciDi } from '../../work/enti.js';
import { type DettaglioNotifica, dettaglioNotifica, mostraContenuto } from '../../work/operator.js';
import { type Ambiente, ESITO, type Esito, type Impostazioni, type OpzioniComuni } from './ambiente.js';
import { comando, interoPositivo, type Registra } from './comando.js';
import { conDatabase, esegui } from './esegui.js';
import { statoDetto } from './parole.js';
import { conto, istante, numero, scheda } from './testo.js';

/** The keystores of whoever a notification is addressed to. */
export function keystoresPer({ enti, keystorePassword }: Impostazioni, codDestinatario: string) {
  const ente: Ente | undefined = enti.find((e) => codiciDi(e).includes(codDestinatario));
  return ente === undefined ? [] : readKeystores(ente, keystorePassword).keystores;
}

function testoNotifica({ notifica: n, copie, applicazioni }: DettaglioNotifica): string {
  const coppie: [string, string][] = [
    ['comune', n.codDestinatario],
    ['tipo', `${n.tipoNotifica}${n.operazione === null ? '' : ` (operazione ${n.operazione})`}`],
    ['id operazione ANPR', n.idOperazioneANPR],
    ['registrata con', n.idOperazioneRegistrazione ?? '-'],
    ['canale', n.canale],
    ['firma', n.firma],
    ['stato', statoDetto(n.stato)],
    ['motivo', n.motivo ?? '-'],
    ['messaggio', n.messaggio ?? '-'],
    ['tentativi', String(n.tentativi)],
    ['ricevuta', istante(n.ricevutaIl)],
    ['lavorata', istante(n.lavorataIl)],
    [
      'arrivata di nuovo',
      `${conto(n.duplicati, 'volta', 'volte')}${copie.length === 0 ? '' : `, ${copie.length} con altro contenuto`}`,
    ],
    [
      'contenuto',
      n.contenutoRimossoIl === null ? `${numero(n.byte)} byte` : `rimosso ${istante(n.contenutoRimossoIl)}`,
    ],
    ['applicata', applicazioni.map((a) => istante(a.applicataIl)).join('; ') || '-'],
  ];
  return `Notifica ${n.id}\n${scheda(coppie)}`;
}

/** The outcome for an id that names no notification. */
export const nonTrovata = (id: number): Esito => ({
  code: ESITO.TROVATO,
  text: `La notifica ${id} non c’è.`,
  data: { errore: 'NON_TROVATA', id },
});

async function contenuto(ambiente: Ambiente, opzioni: OpzioniComuni, id: number): Promise<Esito> {
  return conDatabase(ambiente, opzioni, async ({ db, impostazioni }) => {
    const keystores = (cod: string) => keystoresPer(impostazioni, cod);
    const visto = await mostraContenuto(db, id, { keystores, attore: ambiente.attore, now: ambiente.now() });
    if (visto === undefined) return nonTrovata(id);
    if ('xml' in visto) return { code: ESITO.OK, text: visto.xml, data: { id, contenuto: visto.xml } };
    return { code: ESITO.TROVATO, text: `Il contenuto non si apre: ${visto.messaggio}`, data: { id, ...visto } };
  });
}

async function mostra(ambiente: Ambiente, opzioni: OpzioniComuni, id: number): Promise<Esito> {
  return conDatabase(ambiente, opzioni, async ({ db }) => {
    const dettaglio = await dettaglioNotifica(db, id);
    if (dettaglio === undefined) return nonTrovata(id);
    return { code: ESITO.OK, text: testoNotifica(dettaglio), data: dettaglio };
  });
}

export const registraMostra: Registra = (programma, ambiente, finito) => {
  comando(programma, 'mostra', 'mostra una notifica, senza il suo contenuto')
    .argument('<id>', 'ID della notifica', interoPositivo)
    .option('--contenuto', 'mostra il contenuto in chiaro (dati personali: la consultazione è registrata)')
    .action(async (id: number, opzioni: OpzioniComuni & { contenuto?: boolean }) => {
      const corri = () => (opzioni.contenuto === true ? contenuto : mostra)(ambiente, opzioni, id);
      finito(await esegui(ambiente, opzioni, corri));
    });
};
