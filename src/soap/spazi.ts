/**
 * The namespaces and algorithm identifiers of the wire, in one place.
 * Invariant: what is not listed here is not accepted; every list is an allow-list.
 */
export const NS = {
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  /** Service N000 (spec A.1). */
  n000: 'http://sogei.it/ANPR/N000AnprService',
  wsse: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  wsu: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  ec: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  xop: 'http://www.w3.org/2004/08/xop/include',
} as const;

/** Value and encoding types of WS-Security tokens (OASIS X.509 token profile). */
export const TOKEN = {
  x509v3: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3',
  base64: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary',
} as const;

/** Signs the token that a SecurityTokenReference names (WS-Security 8.3). */
export const STR_TRANSFORM =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform';
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const EXC_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';

export interface Canonicalizzazione {
  /** libxml2 mode: 0 inclusive 1.0, 1 exclusive 1.0, 2 inclusive 1.1. */
  readonly mode: 0 | 1 | 2;
  readonly withComments: boolean;
}

/** libxml2's number for exclusive canonicalisation. */
export const C14N_ESCLUSIVA = 1;

export const CANONICALIZZAZIONI: Readonly<Record<string, Canonicalizzazione>> = {
  [EXC_C14N]: { mode: C14N_ESCLUSIVA, withComments: false },
  [`${EXC_C14N}WithComments`]: { mode: C14N_ESCLUSIVA, withComments: true },
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315': { mode: 0, withComments: false },
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments': { mode: 0, withComments: true },
  'http://www.w3.org/2006/12/xml-c14n11': { mode: 2, withComments: false },
  'http://www.w3.org/2006/12/xml-c14n11#WithComments': { mode: 2, withComments: true },
};

/** Digest algorithms of references: identifier to the hash name of node:crypto. */
export const IMPRONTE: Readonly<Record<string, string>> = {
  'http://www.w3.org/2000/09/xmldsig#sha1': 'sha1',
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
};

/** Signature algorithms: identifier to the hash name of node:crypto. Only RSA: HMAC would let anybody sign with a public value. */
export const FIRME_RSA: Readonly<Record<string, string>> = {
  'http://www.w3.org/2000/09/xmldsig#rsa-sha1': 'sha1',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384': 'sha384',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': 'sha512',
};
