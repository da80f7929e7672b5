/**
 * The card of one person as service 3002 gives it, also of somebody who is no longer registered here: dead, cancelled, or
 * now in another comune, as ANPR knows them all.
 * Invariant: written from the register alone; what the register does not say (the address in the other comune) is invented
 * from the card number, always the same.
 */
import type { Comune } from '../comune.js';
import { COMUNI, type ComuneNoto } from '../luoghi.js';
import { iscritta, type Persona } from '../persona.js';
import { famigliaDi } from '../registro.js';
import { residenza } from './luogo.js';
import { type Domanda, documento3002, operazioneIscrizione, soggetto } from './scheda.js';
import {
  cittadinanza,
  datiCancellazione,
  datiDecesso,
  datiIscrizione,
  datiSoggetto,
  famiglia,
  generalita,
  identificativi,
  legame,
  residenzaDi,
  type Sezioni,
  statoCivile,
} from './soggetto.js';
import type { Xml } from './xml.js';

const MORTE = '1';
const ALTRO_MOTIVO = '13';
const CAPO = '1';
/** Table 19: from the AIRE of another comune. */
const DALLA_AIRE = 'C03';

function chi(p: Persona): Sezioni {
  return {
    identificativi: identificativi(p),
    generalita: generalita('generalita', p),
    statoCivile: statoCivile(p),
    cittadinanza: cittadinanza(p),
  };
}

/** Somebody now registered in another comune, in a family with a number of its own there. */
function trasferita(p: Persona, dove: ComuneNoto): Xml {
  const { dal } = p.posizione;
  const aire = p.residenza?.indirizzo.codiceStato !== undefined;
  const tipo = aire ? '5' : '3';
  const id = `9${p.idScheda}`;
  const nuova = {
    id,
    tipo,
    origine: dal,
    denominazione: '',
    specie: '',
    tutore: null,
    indirizzo: null,
    aperta: true,
  } as const;
  const la: Persona = { ...p, appartenenza: { idFamiglia: id, tipo, codiceLegame: CAPO, dal } };
  const indirizzo = {
    codiceIstat: dove.istat,
    nomeComune: dove.nome,
    siglaProvincia: dove.provincia,
    cap: dove.cap,
    specie: 'VIA',
    toponimo: 'DEI PLATANI',
    civico: String(1 + (Number(p.idScheda) % 90)),
  };
  const nuovaPosizione: Persona = {
    ...la,
    posizione: { stato: aire ? 'AIRE' : 'APR', dal, motivo: aire ? DALLA_AIRE : '', dichiarata: true },
  };
  return datiSoggetto({
    ...chi(nuovaPosizione),
    residenza: aire ? residenzaDi(p) : residenza({ tipoIndirizzo: '1', indirizzo, dal }),
    legameSoggetto: legame(la),
    famigliaConvivenza: famiglia('famigliaConvivenza', nuova, dove.istat),
    datiIscrizione: datiIscrizione(nuovaPosizione, { idOperazione: operazioneIscrizione(p), comune: dove }),
  });
}

function nonIscritta(comune: Comune, p: Persona, altrove: ComuneNoto | undefined): Xml {
  const { stato, dal, motivo } = p.posizione;
  const qui = { nome: comune.nome, istat: comune.codiceIstat, provincia: comune.siglaProvincia };
  if (stato === 'DECEDUTO') {
    return datiSoggetto({
      ...chi(p),
      datiCancellazione: datiCancellazione(motivo === '' ? MORTE : motivo, dal),
      datiDecesso: datiDecesso(dal, qui),
    });
  }
  if (stato === 'EMIGRATO' && motivo === '') {
    return trasferita(p, altrove ?? (COMUNI[Number(p.idScheda) % COMUNI.length] as ComuneNoto));
  }
  return datiSoggetto({ ...chi(p), datiCancellazione: datiCancellazione(motivo === '' ? ALTRO_MOTIVO : motivo, dal) });
}

/** Who is asked for: the person, and the comune they went to where the notifications say it. */
export interface Cercata {
  readonly persona: Persona;
  readonly altrove?: ComuneNoto;
}

/** The answer of 3002 about one person. */
export function scheda3002(comune: Comune, { persona: p, altrove }: Cercata, domanda: Domanda): string {
  const registro = domanda.registro ?? comune.registro;
  const qui = iscritta(p) && p.appartenenza !== null;
  const uno = qui
    ? soggetto(comune, p, famigliaDi(registro, p.appartenenza?.idFamiglia ?? ''))
    : nonIscritta(comune, p, altrove);
  return documento3002(comune, domanda, { soggetti: [uno], scheda: '' });
}
