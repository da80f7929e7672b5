/** Addresses that are no residence (5005): habitual abode, elected domicile, temporary residence, other. Nobody moves. */
import { nuovoIndirizzo } from '../abitanti.js';
import { etaAl } from '../calendario.js';
import { residenza } from '../contenuti/luogo.js';
import { risposta } from '../contenuti/risposta.js';
import { residenzaDi } from '../contenuti/soggetto.js';
import type { Domicilio } from '../persona.js';
import { type Accaduto, apriAtto, decorrenzaPer, emettiNRIS, type Scena, scegliPersona } from '../scena.js';
import { registra, soloGeneralita } from './carta.js';

/** Table 25. */
const TIPI = ['2', '3', '8', '9'] as const;

/** 5005: another address of one of those types, beside the residence or alone in the answer. */
export function nuovoDomicilio(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'APR' && etaAl(x.dataNascita, s.giorno) >= 18);
  if (p === undefined) return null;
  const dal = decorrenzaPer(s, [p], 10);
  const domicilio: Domicilio = { tipoIndirizzo: s.caso.scegli(TIPI), indirizzo: nuovoIndirizzo(s.comune), dal };
  const altri = p.domicili.filter((d) => d.tipoIndirizzo !== domicilio.tipoIndirizzo);
  const accaduto = registra(s, [{ ...p, domicili: [...altri, domicilio] }], dal, []);
  const anche = s.caso.vero(0.5) ? residenzaDi(p) : '';
  emettiNRIS(s, apriAtto(s, '5005', dal), (atto) =>
    risposta(atto, [{ ...soloGeneralita(p), residenza: anche + residenza(domicilio) }]),
  );
  return accaduto;
}
