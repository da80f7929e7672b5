/** Official electoral positions (5010): what a revision has decided about somebody. */
import { sezioneDi } from '../abitanti.js';
import { etaAl } from '../calendario.js';
import { risposta } from '../contenuti/risposta.js';
import { liste } from '../contenuti/soggetto.js';
import { STATI_UE } from '../luoghi.js';
import { iscritta, italiana, type NomeLista, type Persona, type PosizioneElettorale } from '../persona.js';
import { personaDi } from '../registro.js';
import { type Accaduto, apriAtto, decorrenzaPer, emettiNRIS, nomeComune, type Scena, scegliPersona } from '../scena.js';
import { registra, soloGeneralita } from './carta.js';

const VUOTA: PosizioneElettorale = { elettore: 'S', sezioni: {}, tolte: [] };

function sezionePer(s: Scena, p: Persona): string {
  const indirizzo = p.residenza?.indirizzo;
  return indirizzo === undefined || indirizzo.codiceStato !== undefined ? '1' : sezioneDi(s.comune, indirizzo);
}

function posizione(s: Scena, p: Persona, nuova: PosizioneElettorale): Accaduto {
  const decorrenza = decorrenzaPer(s, [p], 5);
  const dopo = { ...p, liste: nuova };
  const accaduto = registra(s, [dopo], decorrenza, []);
  emettiNRIS(s, apriAtto(s, '5010', decorrenza), (atto) =>
    risposta(atto, [{ ...soloGeneralita(dopo), liste: liste(dopo, nomeComune(s.comune)) }]),
  );
  return accaduto;
}

function conLista(p: Persona, lista: NomeLista, sezione: string): PosizioneElettorale {
  const attuale = p.liste ?? VUOTA;
  return { ...attuale, sezioni: { ...attuale.sezioni, [lista]: sezione } };
}

function senzaListe(p: Persona, elettore: 'S' | 'N'): PosizioneElettorale {
  const attuale = p.liste ?? VUOTA;
  const tolte = Object.keys(attuale.sezioni) as NomeLista[];
  return { elettore, sezioni: {}, tolte: [...new Set([...attuale.tolte, ...tolte])] };
}

const adulta = (s: Scena, p: Persona): boolean => p.precisione === 'GIORNO' && etaAl(p.dataNascita, s.giorno) >= 18;

/** 5010: an adult Italian who was waiting is put on the general list; added lists end with it. */
export function iscrizioneElettorale(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => {
    const attende = iscritta(x) && italiana(x) && adulta(s, x) && x.liste?.sezioni.GENERALE === undefined;
    return attende && x.liste?.elettore !== 'N';
  });
  if (p === undefined) return null;
  const tolte = senzaListe(p, 'S').tolte;
  return posizione(s, p, { elettore: 'S', sezioni: { GENERALE: sezionePer(s, p) }, tolte });
}

const suLista = (p: Persona): boolean => Object.keys(p.liste?.sezioni ?? {}).length > 0;

/** 5010: somebody who died or left is taken off the lists. */
export function cancellazioneElettorale(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => !iscritta(x) && suLista(x));
  return p === undefined ? null : posizione(s, p, senzaListe(p, 'S'));
}

/** 5010: a voter who moved goes to the section of the new address. */
export function cambioSezione(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => {
    const sezione = x.liste?.sezioni.GENERALE;
    return x.posizione.stato === 'APR' && italiana(x) && sezione !== undefined && sezione !== sezionePer(s, x);
  });
  return p === undefined ? null : posizione(s, p, conLista(p, 'GENERALE', sezionePer(s, p)));
}

/** 5010: an EU citizen has asked for an added list. */
export function iscrizioneUE(s: Scena): Accaduto | null {
  const lista: NomeLista = s.caso.vero(0.5) ? 'AGGIUNTA_UE_COMUNALI' : 'AGGIUNTA_UE_PARLAMENTO';
  const p = scegliPersona(s, (x) => {
    const ue = x.cittadinanze.some((c) => STATI_UE.has(c.codiceStato)) && !italiana(x);
    return ue && x.posizione.stato === 'APR' && adulta(s, x) && x.liste?.sezioni[lista] === undefined;
  });
  return p === undefined ? null : posizione(s, p, conLista(p, lista, sezionePer(s, p)));
}

/** 5010: an EU citizen gives up the added lists, and stays. */
export function rinunciaUE(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'APR' && !italiana(x) && suLista(x));
  return p === undefined ? null : posizione(s, p, senzaListe(p, 'S'));
}

/** 5010: the right to vote is back; the general list with it. */
export function recuperoDelVoto(s: Scena, a: Accaduto): void {
  const p = personaDi(s.comune.registro, a.schede[0] ?? '');
  posizione(s, p, { ...conLista(p, 'GENERALE', sezionePer(s, p)), elettore: 'S' });
}

/** 5010: the court has taken the right to vote away; sometimes the list is still to be cleared. */
export function perditaDelVoto(s: Scena): Accaduto | null {
  const p = scegliPersona(
    s,
    (x) => x.posizione.stato === 'APR' && italiana(x) && x.liste?.sezioni.GENERALE !== undefined,
  );
  if (p?.liste === undefined || p.liste === null) return null;
  const nuova: PosizioneElettorale = s.caso.vero(0.5) ? senzaListe(p, 'N') : { ...p.liste, elettore: 'N' };
  return posizione(s, p, nuova);
}
