"""The trust store whose anchors are public CAs, to which browsers' rules for those apply."""

PUBLIC_STORE = "mozilla"
