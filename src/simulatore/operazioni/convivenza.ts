/** Convivenze: opened (1010), archived (2009), entered and left (5005). */
import { nuovaConvivenza, nuovaFamiglia, nuovoIndirizzo } from '../abitanti.js';
import { etaAl, piuGiorni } from '../calendario.js';
import { residenza } from '../contenuti/luogo.js';
import { risposta } from '../contenuti/risposta.js';
import { famiglia as famigliaXml, tutore } from '../contenuti/soggetto.js';
import type { Famiglia, Persona } from '../persona.js';
import { membriDi, mettiFamiglia } from '../registro.js';
import {
  type Accaduto,
  apriAtto,
  decorrenzaPer,
  emettiNRIS,
  famigliaDiPersona,
  type Scena,
  scegliPersona,
} from '../scena.js';
import { membro, traslocata } from './carta.js';
import { passaggio } from './trasloco.js';

/** 1010: a new convivenza, empty at first. */
export function aperturaConvivenza(s: Scena): Accaduto | null {
  const decorrenza = piuGiorni(s.giorno, -s.caso.intero(0, 10));
  const f = nuovaConvivenza(s.comune, decorrenza);
  mettiFamiglia(s.comune.registro, f);
  const sede = f.indirizzo === null ? '' : residenza({ tipoIndirizzo: '1', indirizzo: f.indirizzo, dal: decorrenza });
  emettiNRIS(s, apriAtto(s, '1010', decorrenza), (atto) =>
    risposta(atto, [
      {
        residenza: sede,
        tutoreIntestatario: tutore(f, decorrenza),
        famigliaConvivenza: famigliaXml('famigliaConvivenza', f, s.comune.codiceIstat),
      },
    ]),
  );
  return null;
}

function convivenze(s: Scena, predicato: (f: Famiglia, membri: number) => boolean): Famiglia[] {
  const { famiglie, registro } = { famiglie: s.comune.registro.famiglie, registro: s.comune.registro };
  return [...famiglie.values()].filter(
    (f) => f.tipo === '4' && f.aperta && !s.occupati.has(`F:${f.id}`) && predicato(f, membriDi(registro, f.id).length),
  );
}

/** 2009: an empty convivenza is archived. */
export function archiviazioneConvivenza(s: Scena): Accaduto | null {
  const vuote = convivenze(s, (_, membri) => membri === 0);
  if (vuote.length === 0) return null;
  const f = s.caso.scegli(vuote);
  const chiusa: Famiglia = { ...f, aperta: false };
  mettiFamiglia(s.comune.registro, chiusa);
  emettiNRIS(s, apriAtto(s, '2009', s.giorno), (atto) =>
    risposta(atto, [{ famigliaConvivenza: famigliaXml('famigliaConvivenza', f, s.comune.codiceIstat) }]),
  );
  return null;
}

function puoEntrare(s: Scena, p: Persona, anziani: boolean): boolean {
  const a = p.appartenenza;
  if (p.posizione.stato !== 'APR' || a?.tipo !== '3') return false;
  const eta = etaAl(p.dataNascita, s.giorno);
  const sola = membriDi(s.comune.registro, a.idFamiglia).length === 1;
  return (anziani ? eta >= 70 : eta >= 20 && eta < 60) && (sola || a.codiceLegame !== '1');
}

/** 5005: somebody goes to live in a convivenza. */
export function ingressoInConvivenza(s: Scena): Accaduto | null {
  const vuote = convivenze(s, (_, membri) => membri === 0);
  const abitate = convivenze(s, (_, membri) => membri > 0);
  // One empty convivenza stays empty: it is the one to be archived.
  const aperte = [...abitate, ...vuote.slice(1)];
  if (aperte.length === 0) return null;
  const a = s.caso.scegli(aperte);
  const p = scegliPersona(s, (x) => puoEntrare(s, x, a.specie === '2' || a.specie === '3'));
  if (p === undefined || a.indirizzo === null) return null;
  const decorrenza = decorrenzaPer(s, [p], 15);
  const persona = traslocata(membro(p, a, '2', decorrenza), a.indirizzo, decorrenza);
  return passaggio(s, { persona, da: famigliaDiPersona(s, p), a, decorrenza, senzaCapo: false });
}

/** 5005: somebody leaves a convivenza and lives alone. */
export function uscitaDaConvivenza(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'APR' && x.appartenenza?.tipo === '4');
  if (p === undefined) return null;
  const decorrenza = decorrenzaPer(s, [p], 15);
  const a = nuovaFamiglia(s.comune, '3', decorrenza);
  const persona = traslocata(membro(p, a, '1', decorrenza), nuovoIndirizzo(s.comune), decorrenza);
  const accaduto = passaggio(s, { persona, da: famigliaDiPersona(s, p), a, decorrenza, senzaCapo: false });
  mettiFamiglia(s.comune.registro, a);
  return accaduto;
}
