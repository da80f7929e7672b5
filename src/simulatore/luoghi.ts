/**
 * Places the invented people come from and go to: a handful of real comuni and states (public codes), invented streets.
 */

/** A comune as ANPR names it, with the Belfiore code that the tax code needs. */
export interface ComuneNoto {
  readonly nome: string;
  readonly istat: string;
  readonly provincia: string;
  readonly belfiore: string;
  readonly cap: string;
}

/** A state as ANPR names it, with the Belfiore code and a consulate. */
export interface Stato {
  readonly nome: string;
  readonly istat: string;
  readonly belfiore: string;
  readonly ue: boolean;
  readonly localita: string;
  readonly via: string;
  readonly cap: string;
  readonly consolato: string;
}

const comune = (nome: string, istat: string, provincia: string, belfiore: string, cap: string): ComuneNoto => ({
  nome,
  istat,
  provincia,
  belfiore,
  cap,
});

export const COMUNI: readonly ComuneNoto[] = [
  comune('ROMA', '058091', 'RM', 'H501', '00184'),
  comune('MILANO', '015146', 'MI', 'F205', '20121'),
  comune('TORINO', '001272', 'TO', 'L219', '10122'),
  comune('NAPOLI', '063049', 'NA', 'F839', '80133'),
  comune('FIRENZE', '048017', 'FI', 'D612', '50122'),
  comune('BOLOGNA', '037006', 'BO', 'A944', '40121'),
  comune('GENOVA', '010025', 'GE', 'D969', '16124'),
  comune('PALERMO', '082053', 'PA', 'G273', '90133'),
  comune('BARI', '072006', 'BA', 'A662', '70122'),
  comune('VERONA', '023091', 'VR', 'L781', '37121'),
  comune('PADOVA', '028060', 'PD', 'G224', '35122'),
  comune('TRIESTE', '032006', 'TS', 'L424', '34121'),
  comune('PERUGIA', '054039', 'PG', 'G478', '06121'),
  comune('CAGLIARI', '092009', 'CA', 'B354', '09124'),
  comune('FORLÌ', '040012', 'FC', 'D704', '47121'),
  comune('AGLIÈ', '001001', 'TO', 'A074', '10011'),
];

type RigaStato = readonly [string, string, string, boolean, string, string, string, string];
const STATI_RIGHE: readonly RigaStato[] = [
  ['ROMANIA', '235', 'Z129', true, 'BUCAREST', 'STRADA FLORILOR', '010071', '1650'],
  ['FRANCIA', '215', 'Z110', true, 'LIONE', 'RUE DES LILAS', '69002', '1020'],
  ['GERMANIA', '216', 'Z112', true, 'STOCCARDA', 'LINDENSTRASSE', '70182', '1310'],
  ['SPAGNA', '239', 'Z131', true, 'BARCELLONA', 'CALLE DEL SOL', '08001', '1120'],
  ['POLONIA', '233', 'Z127', true, 'CRACOVIA', 'ULICA LIPOWA', '30-702', '1480'],
  ['BELGIO', '206', 'Z103', true, 'CHARLEROI', 'RUE DU MOULIN', '6000', '1210'],
  ['ALBANIA', '201', 'Z100', false, 'VALONA', 'RRUGA E DETIT', '9401', '1710'],
  ['MAROCCO', '436', 'Z330', false, 'CASABLANCA', 'RUE DE LA PLAGE', '20000', '2110'],
  ['UCRAINA', '243', 'Z138', false, 'LEOPOLI', 'VULYTSIA SADOVA', '79000', '1740'],
  ['SVIZZERA', '241', 'Z133', false, 'ZURIGO', 'SEEWEG', '8001', '1530'],
  ['REGNO UNITO', '219', 'Z114', false, 'BEDFORD', 'GARDEN LANE', 'MK40 1AA', '1610'],
  ['ARGENTINA', '602', 'Z600', false, 'ROSARIO', 'CALLE LAS ROSAS', 'S2000', '3110'],
  ['BRASILE', '605', 'Z602', false, 'SAN PAOLO', 'RUA DAS FLORES', '01310-100', '3210'],
];

export const STATI: readonly Stato[] = STATI_RIGHE.map(
  ([nome, istat, belfiore, ue, localita, via, cap, consolato]) => ({
    nome,
    istat,
    belfiore,
    ue,
    localita,
    via,
    cap,
    consolato,
  }),
);

/** ISTAT codes of the states whose citizens may ask for the added lists (among those used here). */
export const STATI_UE: ReadonlySet<string> = new Set(STATI.filter((s) => s.ue).map((s) => s.istat));

/** Name of a state of citizenship, as ANPR describes it. */
export function nomeStato(istat: string): string {
  return istat === '100' ? 'ITALIA' : (STATI.find((s) => s.istat === istat)?.nome ?? 'STATO NON INDICATO');
}

/** Kinds of street with their code (table 4). */
const SPECIE: readonly (readonly [string, string, number])[] = [
  ['VIA', '213', 12],
  ['VIALE', '230', 2],
  ['PIAZZA', '125', 2],
  ['CORSO', '42', 1],
  ['VICOLO', '240', 2],
  ['LARGO', '62', 1],
  ['TRAVERSA', '207', 1],
];

const TOPONIMI: readonly string[] = [
  'GIUSEPPE VERDI',
  'DEI TIGLI',
  "DELL'OROLOGIO",
  'ALDO MORO',
  'DELLA LIBERTÀ',
  'SAN ROCCO',
  'DEI MULINI',
  'GRAZIA DELEDDA',
  'XX SETTEMBRE',
  'DELLE GINESTRE',
  'ANTONIO GRAMSCI',
  'DEL POZZO VECCHIO',
  'FONTANA NUOVA',
  'GUGLIELMO MARCONI',
  "DELL'ARTIGIANATO",
  'DEI CAPPUCCINI',
  'CÀ DEL BOSCO',
  'DANTE ALIGHIERI',
  'DELLA STAZIONE',
  'MONTE GRAPPA',
  'DELLE ROSE',
  'PAPA GIOVANNI XXIII',
  'DEL LAVATOIO',
  'MARIA MONTESSORI',
  'PONTE ROTTO',
  '25 APRILE',
  '4 NOVEMBRE',
  '2 VIA ROMA',
  'VITTORIO EMANUELE II',
];

export interface Via {
  readonly specie: string;
  readonly toponimo: string;
}

/** Code of a kind of street; undefined for one that is not in the table. */
export function codiceSpecie(specie: string): string | undefined {
  return SPECIE.find(([nome]) => nome === specie)?.[1];
}

/** The streets of an invented town: more streets for more people, no two alike. */
export function vieDi(abitanti: number): Via[] {
  const vie: Via[] = [];
  for (const [specie, , peso] of SPECIE) {
    for (let i = 0; i < peso; i++) {
      for (let giro = 0; giro <= Math.floor(abitanti / 20_000); giro++) {
        const base = TOPONIMI[(vie.length * 7 + giro) % TOPONIMI.length] ?? '';
        vie.push({ specie, toponimo: giro === 0 ? base : `${base} ${giro + 1}` });
      }
    }
  }
  return [...new Map(vie.map((v) => [`${v.specie} ${v.toponimo}`, v])).values()];
}
