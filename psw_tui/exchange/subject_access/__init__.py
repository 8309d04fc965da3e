"""The copy of all that is held about one leader, for the leader (UK GDPR 15)."""
