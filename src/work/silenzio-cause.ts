/**
 * Why ANPR may be silent: the causes in the order in which the public tracker shows them, each with what to check, and what
 * this installation can say about each by itself.
 * Invariant: a cause is proved or excluded only by evidence found here; everything else stays possible.
 */
import { giornoInItalia } from '../anpr/ora-italiana.js';

/** What was found here about a silence. Instants ISO-8601 UTC. */
export interface Indizi {
  /** Calls of ANPR refused since it began, by reason: their sender was verified. */
  readonly rifiuti: Readonly<Record<string, number>>;
  /** Refused calls of whoever was not verified, by reason: a hint, and no proof of anything. */
  readonly nonVerificati: Readonly<Record<string, number>>;
  /** Notifications that ANPR must have suspended. */
  readonly sospese: number;
  /** Test notifications received since it began. */
  readonly prove: number;
  /** Notifications that came by another way (4005) meanwhile. */
  readonly daAltroCanale: number;
  /** End of the TLS certificate; null without TLS of our own. */
  readonly tlsScade: string | null;
  /** Problems with the keys (see `chiavi-usate.ts`), in Italian. */
  readonly chiavi: readonly string[];
  /** Days of silence. */
  readonly giorni: number;
}

export type Verdetto = 'PROVATA' | 'POSSIBILE' | 'ESCLUSA';

/** One cause, judged. */
export interface CausaSilenzio {
  readonly codice: string;
  readonly titolo: string;
  readonly controllare: string;
  readonly verdetto: Verdetto;
  /** Why it is proved or excluded; empty when it is only possible. */
  readonly perche: string;
}

interface Regola {
  readonly codice: string;
  readonly titolo: string;
  readonly controllare: string;
  readonly giudica: (i: Indizi, now: Date) => readonly [Verdetto, string];
}

const POSSIBILE: readonly [Verdetto, string] = ['POSSIBILE', ''];
const somma = (r: Readonly<Record<string, number>>): number => Object.values(r).reduce((a, b) => a + b, 0);
const diFirma = ({ nonVerificati }: Indizi): number =>
  somma(Object.fromEntries(Object.entries(nonVerificati).filter(([m]) => m.startsWith('FIRMA_'))));

const chiamate = (n: number): string => (n === 1 ? 'una chiamata rifiutata' : `${n} chiamate rifiutate`);

const notifiche = (n: number): string =>
  n === 1 ? 'una notifica rifiutata qui e mai più arrivata' : `${n} notifiche rifiutate qui e mai più arrivate`;

/** ANPR reached us since: neither network nor endpoint nor a general outage can be the cause. */
function arriva(i: Indizi): string | undefined {
  const rifiuti = somma(i.rifiuti);
  if (rifiuti > 0) return `ANPR arriva fin qui: ${chiamate(rifiuti)} da quando c’è silenzio`;
  return i.prove > 0
    ? `ANPR arriva fin qui: ${i.prove === 1 ? 'una notifica di prova ricevuta' : `${i.prove} notifiche di prova ricevute`}`
    : undefined;
}

const esclusaSeArriva = (i: Indizi): readonly [Verdetto, string] => {
  const perche = arriva(i);
  return perche === undefined ? POSSIBILE : ['ESCLUSA', perche];
};

/** In the order of how often comuni have reported them (G11, G12, G6, G8–G10, G1–G4, G16, G21, G14, G15, G69). */
const REGOLE: readonly Regola[] = [
  {
    codice: 'ENDPOINT_SOSPESO',
    titolo: 'notifiche sospese dopo 5 tentativi, o endpoint disabilitato da ANPR',
    controllare:
      'applicazione web di ANPR, «Informazioni per le notifiche»: l’endpoint è abilitato? Poi chiedere lo sblocco: «allinea sblocco»',
    giudica: (i) => (i.sospese > 0 ? ['PROVATA', notifiche(i.sospese)] : POSSIBILE),
  },
  {
    codice: 'CERTIFICATO_NON_SCELTO',
    titolo: 'certificato di decodifica non scelto: per ANPR l’endpoint non esiste',
    controllare: 'applicazione web di ANPR, Sicurezza: scegliere il certificato di decodifica delle notifiche',
    giudica: esclusaSeArriva,
  },
  {
    codice: 'CERTIFICATO_CAMBIATO',
    titolo: 'certificato del comune scaduto, sostituito o cancellato',
    controllare:
      'applicazione web di ANPR, Sicurezza: il certificato scelto è ancora valido? Il suo .p12 è in keystoreDir?',
    giudica: (i) => (i.chiavi.length > 0 ? ['PROVATA', i.chiavi.join('; ')] : POSSIBILE),
  },
  {
    codice: 'FIRMA_RIFIUTATA',
    titolo: 'ANPR ha cambiato il certificato con cui firma, e qui si rifiuta',
    controllare: 'aggiungere la nuova CA di ANPR a firma.caFiles (la CA, non il certificato di firma)',
    giudica: (i) => {
      const n = diFirma(i);
      return ['POSSIBILE', n > 0 ? `${chiamate(n)} per la firma, di mittenti non verificati` : ''];
    },
  },
  {
    codice: 'TLS_SCADUTO',
    titolo: 'certificato TLS dell’endpoint scaduto',
    controllare: 'rinnovarlo e sostituire server.tls.certFile: viene riletto da solo',
    giudica: ({ tlsScade }, now) => {
      if (tlsScade === null) return POSSIBILE;
      if (tlsScade <= now.toISOString()) return ['PROVATA', `scaduto il ${giornoInItalia(tlsScade)}`];
      return ['ESCLUSA', `vale fino al ${giornoInItalia(tlsScade)}`];
    },
  },
  {
    codice: 'RETE',
    titolo: 'firewall, proxy, DNS o flag internet/SPC: ANPR non raggiunge l’endpoint',
    controllare:
      '«allinea controlla» da fuori della rete; regole del firewall (ANPR non pubblica i suoi indirizzi); il flag internet/SPC; l’indirizzo scritto in ANPR, senza ?wsdl',
    giudica: esclusaSeArriva,
  },
  {
    codice: 'RIFIUTATE',
    titolo: 'le chiamate arrivano e qui si rifiutano',
    controllare:
      '«Chiamate rifiutate» in «allinea stato»: il motivo dice che cosa correggere (codice ISTAT, firma, formato)',
    giudica: (i) => {
      const n = somma(i.rifiuti);
      const quali = Object.entries(i.rifiuti).map(([m, q]) => `${m} ${q}`);
      if (n > 0) return ['PROVATA', quali.join(', ')];
      const altrui = somma(i.nonVerificati);
      if (altrui > 0) return ['POSSIBILE', `${chiamate(altrui)}, di mittenti non verificati`];
      return ['ESCLUSA', 'nessuna chiamata rifiutata da quando c’è silenzio'];
    },
  },
  {
    codice: 'GUASTO_GENERALE',
    titolo: 'guasto generale dell’invio di ANPR (ottobre e dicembre 2022 per tutti; altri mai spiegati)',
    controllare:
      'chiedere a un comune vicino se riceve; le segnalazioni pubbliche su github.com/italia/anpr; l’assistenza ANPR',
    giudica: (i) => {
      if (arriva(i) !== undefined) return ['ESCLUSA', arriva(i) ?? ''];
      return POSSIBILE;
    },
  },
];

const PESO: Readonly<Record<Verdetto, number>> = { PROVATA: 0, POSSIBILE: 1, ESCLUSA: 2 };

/** Every cause, the proved ones first, then in the order of the tracker. */
export function causeDi(indizi: Indizi, now: Date): CausaSilenzio[] {
  const tutte = REGOLE.map(({ giudica, ...causa }): CausaSilenzio => {
    const [verdetto, perche] = giudica(indizi, now);
    return { ...causa, verdetto, perche };
  });
  return tutte.toSorted((a, b) => PESO[a.verdetto] - PESO[b.verdetto]);
}
