/** Changes of the person's card (5008): names, codice fiscale, citizenship, marital status, digital domicile; and revocations (5013). */
import { conOmocodia, senzaOmocodia } from '../../anpr/codice-fiscale.js';
import { campo } from '../../soap/scrivi-xml.js';
import { cittadinanzaDi, nuovoCodiceFiscale } from '../anagrafica.js';
import { etaAl } from '../calendario.js';
import { risposta } from '../contenuti/risposta.js';
import {
  cittadinanza,
  domicilioDigitale,
  generalita,
  identificativi,
  type Sezioni,
  statoCivile,
} from '../contenuti/soggetto.js';
import { COGNOMI, NOMI_F, NOMI_M } from '../nomi.js';
import { iscritta, italiana, type Persona } from '../persona.js';
import { type Accaduto, apriAtto, decorrenzaPer, emettiNRIS, type Scena, scegliPersona } from '../scena.js';
import { registra, soloGeneralita } from './carta.js';

type Mutata = (dopo: Persona, decorrenza: string) => Sezioni;

function muta(s: Scena, prima: Persona, dopo: Persona, sezioni: Mutata): Accaduto {
  const decorrenza = decorrenzaPer(s, [prima], 10);
  const accaduto = registra(s, [dopo], decorrenza, []);
  emettiNRIS(s, apriAtto(s, '5008', decorrenza), (atto) =>
    risposta(atto, [{ ...soloGeneralita(dopo), ...sezioni(dopo, decorrenza) }]),
  );
  return accaduto;
}

const conPrecedenti =
  (prima: Persona): Mutata =>
  () => ({ generalitaPrecedenti: generalita('generalitaPrecedenti', prima) });

/** 5008: the codice fiscale arrives for somebody who had none; to be put in the diary. */
export function attribuzioneCF(idScheda: string, codiceFiscale: string): (s: Scena) => void {
  return (s) => {
    const p = s.comune.registro.persone.get(idScheda);
    if (p === undefined || !iscritta(p) || s.occupati.has(idScheda)) return;
    muta(s, p, { ...p, codiceFiscale, validitaCF: '1' }, conPrecedenti(p));
  };
}

/** 5008: surname or name corrected, codice fiscale with it. */
export function correzioneGeneralita(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => iscritta(x) && x.codiceFiscale.length === 16);
  if (p === undefined) return null;
  const cognome = s.caso.scegli(COGNOMI.filter((c) => c !== p.cognome));
  const corretta = { ...p, cognome };
  return muta(s, p, { ...corretta, codiceFiscale: nuovoCodiceFiscale(s.comune, corretta) }, conPrecedenti(p));
}

/** 5008: sex changed by a sentence: name and codice fiscale with it. */
export function cambioSesso(s: Scena): Accaduto | null {
  const p = scegliPersona(
    s,
    (x) => iscritta(x) && x.codiceFiscale.length === 16 && etaAl(x.dataNascita, s.giorno) >= 18,
  );
  if (p === undefined) return null;
  const sesso = p.sesso === 'M' ? 'F' : 'M';
  const mutata = { ...p, sesso, nome: s.caso.scegli(sesso === 'M' ? NOMI_M : NOMI_F) } as const;
  return muta(s, p, { ...mutata, codiceFiscale: nuovoCodiceFiscale(s.comune, mutata) }, conPrecedenti(p));
}

/** 5021: a marriage beside another one; nothing that the registers keep. */
export function matrimonioPlurimo(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => iscritta(x) && etaAl(x.dataNascita, s.giorno) >= 18);
  if (p === undefined) return null;
  emettiNRIS(s, apriAtto(s, '5021', s.giorno), (atto) =>
    risposta(atto, [soloGeneralita(p)], { accanto: campo('tipoMutazione', '01') }),
  );
  return null;
}

/** 5008: two people had the same code; this one takes omocodia letters, or a provisional numeric code becomes a real one. */
export function cambioCodiceFiscale(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => iscritta(x) && x.codiceFiscale !== '');
  if (p === undefined) return null;
  const codiceFiscale =
    p.codiceFiscale.length === 16 ? altroCodice(s, p.codiceFiscale) : nuovoCodiceFiscale(s.comune, p);
  return muta(s, p, { ...p, codiceFiscale, validitaCF: '1' }, conPrecedenti(p));
}

function altroCodice(s: Scena, codice: string): string {
  const presi = s.comune.codiciFiscali;
  const naturale = senzaOmocodia(codice);
  const candidati = [naturale, 1, 2, 3, 4, 5, 6, 7].map((c) => (typeof c === 'string' ? c : conOmocodia(naturale, c)));
  const nuovo = candidati.find((c) => !presi.has(c)) ?? codice;
  presi.add(nuovo);
  return nuovo;
}

/** 5008: a foreigner becomes Italian and leaves the other citizenship, or keeps it. */
export function acquistoCittadinanza(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'APR' && !italiana(x));
  if (p === undefined) return null;
  const nuova = cittadinanzaDi('100', s.giorno);
  const cittadinanze = s.caso.vero(0.5) ? [nuova] : [...p.cittadinanze, nuova];
  return muta(s, p, { ...p, cittadinanze }, (dopo) => ({ cittadinanza: cittadinanza(dopo) }));
}

/** 5008: an Italian loses the citizenship and stays as a foreigner. */
export function perditaCittadinanza(s: Scena): Accaduto | null {
  const p = scegliPersona(
    s,
    (x) => x.posizione.stato === 'APR' && italiana(x) && x.liste?.sezioni.GENERALE !== undefined,
  );
  if (p === undefined) return null;
  const cittadinanze = [cittadinanzaDi('602', s.giorno)];
  return muta(s, p, { ...p, cittadinanze }, (dopo) => ({ cittadinanza: cittadinanza(dopo) }));
}

/** 5008: marital status. */
export function cambioStatoCivile(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => iscritta(x) && etaAl(x.dataNascita, s.giorno) >= 18);
  if (p === undefined) return null;
  const nuovo = p.statoCivile === '2' ? s.caso.scegli(['3', '4']) : p.statoCivile === '6' ? '8' : '2';
  return muta(s, p, { ...p, statoCivile: nuovo }, (dopo) => ({ statoCivile: statoCivile(dopo) }));
}

/** 5008: a digital domicile (from INAD). */
export function nuovoDomicilioDigitale(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => iscritta(x) && etaAl(x.dataNascita, s.giorno) >= 18 && x.domicilioDigitale === '');
  if (p === undefined) return null;
  const indirizzo = `persona.${p.idScheda}@pec.example.it`;
  const nuova = { ...p, domicilioDigitale: indirizzo, domicilioDigitaleDal: s.giorno, domicilioRevocato: false };
  return muta(s, p, nuova, (dopo) => ({ domicilioDigitale: domicilioDigitale(dopo) }));
}

/** 5013: a datum is revoked; the answer says only who. */
export function revoca(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => iscritta(x) && x.domicilioDigitale !== '');
  if (p === undefined) return null;
  const decorrenza = decorrenzaPer(s, [p], 2);
  const accaduto = registra(s, [{ ...p, domicilioDigitale: '', domicilioRevocato: true }], decorrenza, []);
  const sezioni = { identificativi: identificativi(p), generalitaAttuali: generalita('generalitaAttuali', p) };
  emettiNRIS(s, apriAtto(s, '5013', decorrenza), (atto) => risposta(atto, [sezioni]));
  return accaduto;
}
