"""Documents with what the program reads or refuses but never writes itself: AFP jobs, old settings, signatures."""

AFP_JOB = """
<masseutsendelse xmlns="http://www.digipost.no/xsd/avsender2_0"
                 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <jobb-innstillinger><avsender-id>1</avsender-id><jobb-id>afp-1</jobb-id></jobb-innstillinger>
  <afp-distribusjon>
    <afp-fil>utskrift.afp</afp-fil>
    <globale-dokument-innstillinger>
      <emne>Kontingent</emne>
      <sms-varsling><tidspunkt>2026-03-01T12:00:00+01:00</tidspunkt><etter-timer>24</etter-timer></sms-varsling>
      <autentiseringsnivaa>PASSORD</autentiseringsnivaa>
    </globale-dokument-innstillinger>
    <mottaker-identifikasjon>
      <kunde-id>KUNDE</kunde-id>
      <navn><afp-navn-format3>
        <fornavn>FORNAVN</fornavn><mellomnavn>MELLOM</mellomnavn><etternavn>ETTERNAVN</etternavn>
      </afp-navn-format3></navn>
      <adresse><afp-adresse-format1>
        <adresselinje1>GATE</adresselinje1><postnummer>NR</postnummer><poststed>STED</poststed>
      </afp-adresse-format1></adresse>
      <foedselsdato>DATO</foedselsdato>
    </mottaker-identifikasjon>
    <antall-dokumenter>12</antall-dokumenter>
  </afp-distribusjon>
</masseutsendelse>
"""

AFP_JOB_BY_NUMBER = """
<masseutsendelse xmlns="http://www.digipost.no/xsd/avsender2_0">
  <jobb-innstillinger>
    <avsender-id>1</avsender-id><behandler-id>2</behandler-id><jobb-id>afp-2</jobb-id><auto-godkjenn-jobb/>
  </jobb-innstillinger>
  <afp-distribusjon>
    <afp-fil>utskrift.afp</afp-fil>
    <globale-dokument-innstillinger><emne>Faktura</emne><sms-varsling/></globale-dokument-innstillinger>
    <mottaker-identifikasjon><kunde-id>K</kunde-id><foedselsnummer>FNR</foedselsnummer></mottaker-identifikasjon>
  </afp-distribusjon>
</masseutsendelse>
"""

AFP_JOB_BY_FULL_NAME = AFP_JOB_BY_NUMBER.replace(
    "<foedselsnummer>FNR</foedselsnummer>",
    "<navn><afp-navn-format1><fullt-navn-etternavn-foerst>N</fullt-navn-etternavn-foerst></afp-navn-format1></navn>"
    "<adresse><afp-adresse-format2><adresse1>A</adresse1><adresse2>B</adresse2><postnummer>P</postnummer>"
    "<poststed>S</poststed><land>L</land></afp-adresse-format2></adresse>",
)

JOB_WITH_LETTER_SETTINGS = """
<masseutsendelse xmlns="http://www.digipost.no/xsd/avsender2_0"
                 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <jobb-innstillinger><avsender-id>1</avsender-id><jobb-id>gammel</jobb-id></jobb-innstillinger>
  <standard-distribusjon>
    <globale-brev-innstillinger><emne>Til alle</emne></globale-brev-innstillinger>
    <globale-dokument-innstillinger><emne>Dokument</emne><sms-varsling/></globale-dokument-innstillinger>
    <post>
      <dokument><id>d1</id><fil>a.pdf</fil></dokument>
      <dokument xsi:type="faktura"><id>d2</id><fil>mappe/b.pdf</fil><kid>12345</kid><beloep>10.50</beloep>
        <kontonummer>12345678901</kontonummer><forfallsdato>2026-05-01</forfallsdato></dokument>
    </post>
    <forsendelser>
      <brev><id>1</id>
        <mottaker><kunde-id>k1</kunde-id><person-alias>p</person-alias></mottaker><dokument>d1</dokument>
      </brev>
      <brev><id>2</id>
        <mottaker><kunde-id>k2</kunde-id><person-alias>q</person-alias></mottaker>
        <innstillinger><emne>Til deg</emne></innstillinger><dokument>d2</dokument>
        <vedlegg><dokument>d1</dokument></vedlegg>
      </brev>
    </forsendelser>
  </standard-distribusjon>
</masseutsendelse>
"""

_SIGNED_INFO = """
<ds:SignedInfo Id="info">
  <ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
  <ds:SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1">
    <ds:HMACOutputLength>128</ds:HMACOutputLength>
  </ds:SignatureMethod>
  <ds:Reference URI="" Type="urn:x" Id="ref">
    <ds:Transforms>
      <ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
      <ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>/a</ds:XPath></ds:Transform>
    </ds:Transforms>
    <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"><x:p xmlns:x="urn:x"/></ds:DigestMethod>
    <ds:DigestValue>QUJD</ds:DigestValue>
  </ds:Reference>
</ds:SignedInfo>
<ds:SignatureValue Id="value">QUJDRA==</ds:SignatureValue>
"""

_KEY_INFOS = (
    """<ds:KeyInfo Id="key">words<ds:KeyName>Digipost</ds:KeyName>
    <ds:KeyValue><ds:RSAKeyValue><ds:Modulus>QUJD</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue>
    </ds:KeyValue>
    <ds:X509Data>
      <ds:X509IssuerSerial><ds:X509IssuerName>CN=x</ds:X509IssuerName><ds:X509SerialNumber>1</ds:X509SerialNumber>
      </ds:X509IssuerSerial>
      <ds:X509SKI>QUJD</ds:X509SKI><ds:X509SubjectName>CN=y</ds:X509SubjectName>
      <ds:X509Certificate>QUJD</ds:X509Certificate><ds:X509CRL>QUJD</ds:X509CRL><x:y xmlns:x="urn:x"/>
    </ds:X509Data></ds:KeyInfo>""",
    """<ds:KeyInfo><ds:KeyValue><ds:DSAKeyValue><ds:P>QUJD</ds:P><ds:Q>QUJD</ds:Q><ds:G>QUJD</ds:G><ds:Y>QUJD</ds:Y>
    <ds:J>QUJD</ds:J><ds:Seed>QUJD</ds:Seed><ds:PgenCounter>QUJD</ds:PgenCounter></ds:DSAKeyValue></ds:KeyValue>
    <ds:RetrievalMethod URI="#x" Type="urn:y"><ds:Transforms><ds:Transform Algorithm="urn:t"/></ds:Transforms>
    </ds:RetrievalMethod>
    <ds:PGPData><ds:PGPKeyID>QUJD</ds:PGPKeyID><ds:PGPKeyPacket>QUJD</ds:PGPKeyPacket></ds:PGPData>
    <ds:SPKIData><ds:SPKISexp>QUJD</ds:SPKISexp><x:y xmlns:x="urn:x"/></ds:SPKIData>
    <ds:MgmtData>m</ds:MgmtData><x:y xmlns:x="urn:x"/></ds:KeyInfo>
    <ds:Object Id="o" MimeType="text/xml" Encoding="urn:e">text
      <ds:Manifest Id="m"><ds:Reference><ds:DigestMethod Algorithm="urn:d"/><ds:DigestValue>QUJD</ds:DigestValue>
      </ds:Reference></ds:Manifest>
      <ds:SignatureProperties Id="ps"><ds:SignatureProperty Target="#o" Id="p">w<x:y xmlns:x="urn:x"/>
      </ds:SignatureProperty></ds:SignatureProperties>
      <x:anything xmlns:x="urn:x" goes="here"/>
    </ds:Object>""",
    "<ds:KeyInfo><ds:PGPData><ds:PGPKeyPacket>QUJD</ds:PGPKeyPacket></ds:PGPData></ds:KeyInfo>",
    "",
)

SIGNED_RESULTS = tuple(
    f"""
<{root} xmlns="http://www.digipost.no/xsd/avsender2_1" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
  <status>MOTTATT</status>
  <jobb-info><ref-jobb-id>j</ref-jobb-id><start-tid>2026-03-01T12:00:00+01:00</start-tid></jobb-info>
  <ds:Signature Id="s">{_SIGNED_INFO}{key_info}</ds:Signature>
</{root}>
"""
    for root in ("mottakersplitt-resultat", "masseutsendelse-resultat")
    for key_info in _KEY_INFOS
)
