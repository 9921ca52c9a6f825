"""Public root certificates that some clients lack, or distrust after a date.

A root that was issued anew with its old name and key counts as the same root: a client that has
the older one trusts it just as well. So GTS Root R1 of 2016 is not lacking where the one of the
same key from before is built in.
"""

from exporter.guide.clients.client import Root

# Let's Encrypt.
ISRG_ROOT_X1 = Root(
    name="ISRG Root X1",
    fingerprint_sha256="96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6",
)
ISRG_ROOT_X2 = Root(
    name="ISRG Root X2",
    fingerprint_sha256="69729b8e15a86efc177a57afb7171dfc64add28c2fca8cf1507e34453ccb1470",
)

# Google Trust Services.
GTS_ROOT_R1 = Root(
    name="GTS Root R1",
    fingerprint_sha256="d947432abde7b7fa90fc2e6b59101b1280e0e1c7e4e40fa3c6887fff57a7f4cf",
)
GTS_ROOT_R3 = Root(
    name="GTS Root R3",
    fingerprint_sha256="34d8a73ee208d9bcdb0d956520934b4e40e69482596e8b6f73c8426b010a6f48",
)
GTS_ROOT_R4 = Root(
    name="GTS Root R4",
    fingerprint_sha256="349dfa4058c5e263123b398ae795573c4e1313c83fe68f93556cd5e8031b3c7d",
)

# Amazon.
AMAZON_ROOT_CA_1 = Root(
    name="Amazon Root CA 1",
    fingerprint_sha256="8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
)
AMAZON_ROOT_CA_2 = Root(
    name="Amazon Root CA 2",
    fingerprint_sha256="1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
)
AMAZON_ROOT_CA_3 = Root(
    name="Amazon Root CA 3",
    fingerprint_sha256="18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
)
AMAZON_ROOT_CA_4 = Root(
    name="Amazon Root CA 4",
    fingerprint_sha256="e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
)
STARFIELD_SERVICES_ROOT_G2 = Root(
    name="Starfield Services Root Certificate Authority - G2",
    fingerprint_sha256="568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
)

# Microsoft.
MICROSOFT_RSA_ROOT_2017 = Root(
    name="Microsoft RSA Root Certificate Authority 2017",
    fingerprint_sha256="c741f70f4b2a8d88bf2e71c14122ef53ef10eba0cfa5e64cfa20f418853073e0",
)
MICROSOFT_ECC_ROOT_2017 = Root(
    name="Microsoft ECC Root Certificate Authority 2017",
    fingerprint_sha256="358df39d764af9e1b766e9c972df352ee15cfac227af6ad1d70e8e4a6edcba02",
)

# GlobalSign.
GLOBALSIGN_ROOT_R46 = Root(
    name="GlobalSign Root R46",
    fingerprint_sha256="4fa3126d8d3a11d1c4855a4f807cbad6cf919d3a5a88b03bea2c6372d93c40c9",
)
GLOBALSIGN_ROOT_E46 = Root(
    name="GlobalSign Root E46",
    fingerprint_sha256="cbb9c44d84b8043e1050ea31a69f514955d7bfd2e2c6b49301019ad61d9f5058",
)

# Sectigo.
SECTIGO_ROOT_R46 = Root(
    name="Sectigo Public Server Authentication Root R46",
    fingerprint_sha256="7bb647a62aeeac88bf257aa522d01ffea395e0ab45c73f93f65654ec38f25a06",
)
SECTIGO_ROOT_E46 = Root(
    name="Sectigo Public Server Authentication Root E46",
    fingerprint_sha256="c90f26f0fb1b4018b22227519b5ca2b53e2ca5b3be5cf18efe1bef47380c5383",
)

# DigiCert and QuoVadis.
DIGICERT_ASSURED_ID_ROOT_CA = Root(
    name="DigiCert Assured ID Root CA",
    fingerprint_sha256="3e9099b5015e8f486c00bcea9d111ee721faba355a89bcf1df69561e3dc6325c",
)
DIGICERT_GLOBAL_ROOT_CA = Root(
    name="DigiCert Global Root CA",
    fingerprint_sha256="4348a0e9444c78cb265e058d5e8944b4d84f9662bd26db257f8934a443c70161",
)
DIGICERT_HIGH_ASSURANCE_EV_ROOT_CA = Root(
    name="DigiCert High Assurance EV Root CA",
    fingerprint_sha256="7431e5f4c3c1ce4690774f0b61e05440883ba9a01ed00ba6abd7806ed3b118cf",
)
DIGICERT_ASSURED_ID_ROOT_G2 = Root(
    name="DigiCert Assured ID Root G2",
    fingerprint_sha256="7d05ebb682339f8c9451ee094eebfefa7953a114edb2f44949452fab7d2fc185",
)
DIGICERT_ASSURED_ID_ROOT_G3 = Root(
    name="DigiCert Assured ID Root G3",
    fingerprint_sha256="7e37cb8b4c47090cab36551ba6f45db840680fba166a952db100717f43053fc2",
)
DIGICERT_TRUSTED_ROOT_G4 = Root(
    name="DigiCert Trusted Root G4",
    fingerprint_sha256="552f7bdcf1a7af9e6ce672017f4f12abf77240c78e761ac203d1d9d20ac89988",
)
DIGICERT_TLS_RSA4096_ROOT_G5 = Root(
    name="DigiCert TLS RSA4096 Root G5",
    fingerprint_sha256="371a00dc0533b3721a7eeb40e8419e70799d2b0a0f2c1d80693165f7cec4ad75",
)
DIGICERT_TLS_ECC_P384_ROOT_G5 = Root(
    name="DigiCert TLS ECC P384 Root G5",
    fingerprint_sha256="018e13f0772532cf809bd1b17281867283fc48c6e13be9c69812854a490c1b05",
)
QUOVADIS_ROOT_CA_1_G3 = Root(
    name="QuoVadis Root CA 1 G3",
    fingerprint_sha256="8a866fd1b276b57e578e921c65828a2bed58e9f2f288054134b7f1f4bfc9cc74",
)

# SSL.com.
SSL_COM_ROOT_RSA = Root(
    name="SSL.com Root Certification Authority RSA",
    fingerprint_sha256="85666a562ee0be5ce925c1d8890a6f76a87ec16d4d7d5f29ea7419cf20123b69",
)
SSL_COM_ROOT_ECC = Root(
    name="SSL.com Root Certification Authority ECC",
    fingerprint_sha256="3417bb06cc6007da1b961c920b8ab4ce3fad820e4aa30b9acbc4a74ebdcebc65",
)
SSL_COM_EV_ROOT_RSA_R2 = Root(
    name="SSL.com EV Root Certification Authority RSA R2",
    fingerprint_sha256="2e7bf16cc22485a7bbe2aa8696750761b0ae39be3b2fe9d0cc6d4ef73491425c",
)
SSL_COM_EV_ROOT_ECC = Root(
    name="SSL.com EV Root Certification Authority ECC",
    fingerprint_sha256="22a2c1f7bded704cc1e701b5f408c310880fe956b5de2a4a44f99c873a25a7c8",
)
SSL_COM_TLS_RSA_2022 = Root(
    name="SSL.com TLS RSA Root CA 2022",
    fingerprint_sha256="8faf7d2e2cb4709bb8e0b33666bf75a5dd45b5de480f8ea8d4bfe6bebc17f2ed",
)
SSL_COM_TLS_ECC_2022 = Root(
    name="SSL.com TLS ECC Root CA 2022",
    fingerprint_sha256="c32ffd9f46f936d16c3673990959434b9ad60aafbb9e7cf33654f144cc1ba143",
)

# HARICA.
HARICA_RSA_2015 = Root(
    name="Hellenic Academic and Research Institutions RootCA 2015",
    fingerprint_sha256="a040929a02ce53b4acf4f2ffc6981ce4496f755e6d45fe0b2a692bcd52523f36",
)
HARICA_ECC_2015 = Root(
    name="Hellenic Academic and Research Institutions ECC RootCA 2015",
    fingerprint_sha256="44b545aa8a25e65a73ca15dc27fc36d24c1cb9953a066539b11582dc487b4833",
)
HARICA_TLS_RSA_2021 = Root(
    name="HARICA TLS RSA Root CA 2021",
    fingerprint_sha256="d95d0e8eda79525bf9beb11b14d2100d3294985f0c62d9fabd9cd999eccb7b1d",
)
HARICA_TLS_ECC_2021 = Root(
    name="HARICA TLS ECC Root CA 2021",
    fingerprint_sha256="3f99cc474acfce4dfed58794665e478d1547739f2e780f1bb4ca9b133097d401",
)

# Entrust.
ENTRUST_2048 = Root(
    name="Entrust.net Certification Authority (2048)",
    fingerprint_sha256="6dc47172e01cbcb0bf62580d895fe2b8ac9ad4f873801e0c10b9c837d21eb177",
)
ENTRUST_ROOT = Root(
    name="Entrust Root Certification Authority",
    fingerprint_sha256="73c176434f1bc6d5adf45b0e76e727287c8de57616c1e6e6141a2b2cbc7d8e4c",
)
ENTRUST_ROOT_G2 = Root(
    name="Entrust Root Certification Authority - G2",
    fingerprint_sha256="43df5774b03e7fef5fe40d931a7bedf1bb2e6b42738c4e6d3841103d3aa7f339",
)
ENTRUST_ROOT_EC1 = Root(
    name="Entrust Root Certification Authority - EC1",
    fingerprint_sha256="02ed0eb28c14da45165c566791700d6451d7fb56f0b2ab1d3b8eb070e56edff5",
)
ENTRUST_ROOT_G4 = Root(
    name="Entrust Root Certification Authority - G4",
    fingerprint_sha256="db3517d1f6732a2d5ab97c533ec70779ee3270a62fb4ac4238372460e6f01e88",
)
AFFIRMTRUST_COMMERCIAL = Root(
    name="AffirmTrust Commercial",
    fingerprint_sha256="0376ab1d54c5f9803ce4b2e201a0ee7eef7b57b636e8a93c9b8d4860c96f5fa7",
)
AFFIRMTRUST_NETWORKING = Root(
    name="AffirmTrust Networking",
    fingerprint_sha256="0a81ec5a929777f145904af38d5d509f66b5e2c58fcdb531058b0e17f3f0b41b",
)
AFFIRMTRUST_PREMIUM = Root(
    name="AffirmTrust Premium",
    fingerprint_sha256="70a73f7f376b60074248904534b11482d5bf0e698ecc498df52577ebf2e93b9a",
)
AFFIRMTRUST_PREMIUM_ECC = Root(
    name="AffirmTrust Premium ECC",
    fingerprint_sha256="bd71fdf6da97e4cf62d1647add2581b07d79adf8397eb4ecba9c5e8488821423",
)

# Chunghwa Telecom.
EPKI_ROOT = Root(
    name="ePKI Root Certification Authority",
    fingerprint_sha256="c0a6f4dc63a24bfdcf54ef2a6a082a0a72de35803e2ff5ff527ae5d87206dfd5",
)
HIPKI_ROOT_CA_G1 = Root(
    name="HiPKI Root CA - G1",
    fingerprint_sha256="f015ce3cc239bfef064be9f1d2c417e1a0264a0a94be1f0c8d121864eb6949cc",
)

# Others.
BJCA_GLOBAL_ROOT_CA1 = Root(
    name="BJCA Global Root CA1",
    fingerprint_sha256="f3896f88fe7c0a882766a7fa6ad2749fb57a7f3e98fb769c1fa7b09c2c44d5ae",
)
BJCA_GLOBAL_ROOT_CA2 = Root(
    name="BJCA Global Root CA2",
    fingerprint_sha256="574df6931e278039667b720afdc1600fc27eb66dd3092979fb73856487212882",
)
CERTAINLY_ROOT_R1 = Root(
    name="Certainly Root R1",
    fingerprint_sha256="77b82cd8644c4305f7acc5cb156b45675004033d51c60c6202a8e0c33467d3a0",
)
CERTAINLY_ROOT_E1 = Root(
    name="Certainly Root E1",
    fingerprint_sha256="b4585f22e4ac756a4e8612a1361c5d9d031a93fd84febb778fa3068b0fc42dc2",
)
CERTUM_TRUSTED_NETWORK_CA_2 = Root(
    name="Certum Trusted Network CA 2",
    fingerprint_sha256="b676f2eddae8775cd36cb0f63cd1d4603961f49e6265ba013a2f0307b6d0b804",
)
CERTUM_TRUSTED_ROOT_CA = Root(
    name="Certum Trusted Root CA",
    fingerprint_sha256="fe7696573855773e37a95e7ad4d9cc96c30157c15d31765ba9b15704e1ae78fd",
)
CERTUM_EC_384_CA = Root(
    name="Certum EC-384 CA",
    fingerprint_sha256="6b328085625318aa50d173c98d8bda09d57e27413d114cf787a0f5d06c030cf6",
)
D_TRUST_BR_ROOT_CA_1_2020 = Root(
    name="D-TRUST BR Root CA 1 2020",
    fingerprint_sha256="e59aaa816009c22bff5b25bad37df306f049797c1f81d85ab089e657bd8f0044",
)
D_TRUST_EV_ROOT_CA_1_2020 = Root(
    name="D-TRUST EV Root CA 1 2020",
    fingerprint_sha256="08170d1aa36453901a2f959245e347db0c8d37abaabc56b81aa100dc958970db",
)
D_TRUST_BR_ROOT_CA_2_2023 = Root(
    name="D-TRUST BR Root CA 2 2023",
    fingerprint_sha256="0552e6f83fdf65e8fa9670e666df28a4e21340b510cbe52566f97c4fb94b2bd1",
)
D_TRUST_EV_ROOT_CA_2_2023 = Root(
    name="D-TRUST EV Root CA 2 2023",
    fingerprint_sha256="8e8221b2e7d4007836a1672f0dcc299c33bc07d316f132fa1a206d587150f1ce",
)
IDENTRUST_PUBLIC_SECTOR_ROOT_CA_1 = Root(
    name="IdenTrust Public Sector Root CA 1",
    fingerprint_sha256="30d0895a9a448a262091635522d1f52010b5867acae12c78ef958fd4f4389f2f",
)
NETLOCK_ARANY = Root(
    name="NetLock Arany (Class Gold) Főtanúsítvány",
    fingerprint_sha256="6c61dac3a2def031506be036d2a6fe401994fbd13df9c8d466599274c446ec98",
)
SECOM_TLS_RSA_ROOT_CA_2024 = Root(
    name="SECOM TLS RSA Root CA 2024",
    fingerprint_sha256="1435f225c5d252d7a21948cc3ce62aecfa88001e3dd72d1cc3555100eb372f93",
)
SECOM_TLS_ECC_ROOT_CA_2024 = Root(
    name="SECOM TLS ECC Root CA 2024",
    fingerprint_sha256="6ab2ab75f51cb4f4f0156203fbf6f646232f514be059f62833308b82b4d72db1",
)
SECURESIGN_ROOT_CA14 = Root(
    name="SecureSign Root CA14",
    fingerprint_sha256="4b009c1034494f9ab56bba3ba1d62731fc4d20d8955adcec10a925607261e338",
)
SECURESIGN_ROOT_CA15 = Root(
    name="SecureSign Root CA15",
    fingerprint_sha256="e778f0f095fe843729cd1a0082179e5314a9c291442805e1fb1d8fb6b8886c3a",
)
TWCA_ROOT = Root(
    name="TWCA Root Certification Authority",
    fingerprint_sha256="bfd88fe1101c41ae3e801bf8be56350ee9bad1a6b9bd515edc5c6d5b8711ac44",
)
TELEKOM_SECURITY_TLS_RSA_ROOT_2023 = Root(
    name="Telekom Security TLS RSA Root 2023",
    fingerprint_sha256="efc65cadbb59adb6efe84da22311b35624b71b3b1ea0da8b6655174ec8978646",
)
TELEKOM_SECURITY_TLS_ECC_ROOT_2020 = Root(
    name="Telekom Security TLS ECC Root 2020",
    fingerprint_sha256="578af4ded0853f4e5998db4aeaf9cbea8d945f60b620a38d1a3c13b2bc7ba8e1",
)
TELIA_RSA_TLS_ROOT_CA_V3 = Root(
    name="Telia RSA TLS Root CA v3",
    fingerprint_sha256="d13db1294c45ebc6fc86c6bbf69fa29bdfe692dff7c713c243c7a956c6a2284c",
)
TELIA_EC_TLS_ROOT_CA_V3 = Root(
    name="Telia EC TLS Root CA v3",
    fingerprint_sha256="098e08a91dbbf77478b96cceb89b1413a5da37b7c862606a955deb07179f4326",
)
TRUSTASIA_GLOBAL_ROOT_CA_G3 = Root(
    name="TrustAsia Global Root CA G3",
    fingerprint_sha256="e0d3226aeb1163c2e48ff9be3b50b4c6431be7bb1eacc5c36b5d5ec509039a08",
)
TRUSTASIA_GLOBAL_ROOT_CA_G4 = Root(
    name="TrustAsia Global Root CA G4",
    fingerprint_sha256="be4b56cb5056c0136a526df444508daa36a0b54f42e4ac38f72af470e479654c",
)
