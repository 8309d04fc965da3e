"""Files in and out: tables, attendance reports and forms on their way in; exports and templates on their way out."""
