"""The text of the reports in report_files.py.

Written from the page on formats seen in the wild (formats.md, sections 2 and 3), and from no code; all people are
made up. Line ends, encoding and the tabs, for which a bar stands here, are put in by report_files.py. `⏎` is a line
break in a cell.
"""

from __future__ import annotations

# --- Zoom, A: one row per stay, title case ----------------------------------------------------------------------

CLASSIC_CONSENT = """\
Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
Programme Team,team@example.org,09/24/2020 11:24:40 AM,09/24/2020 12:49:20 PM,85,No,
Siân Patel,sian@example.org,09/24/2020 11:35:16 AM,09/24/2020 12:49:20 PM,75,No,Y
"Okafor, Chidi",chidi@example.org,09/24/2020 11:30:00 AM,09/24/2020 12:05:30 PM,36,Yes,Y
"Okafor, Chidi",chidi@example.org,09/24/2020 12:04:00 PM,09/24/2020 12:45:00 PM,41,Yes,Y
Aoife O'Neil,,09/24/2020 11:42:30 AM,09/24/2020 12:30:29 PM,48,Yes,Y
+44 7700 900123,,09/24/2020 12:00:00 PM,09/24/2020 12:20:00 PM,20,,
"""
CLASSIC_WAITING_ROOM = """\
Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,\
Recording Disclaimer Response,In Waiting Room
Siân (Siân Patel),sian@example.org,11/9/2026 5:54:15 PM,11/9/2026 5:59:02 PM,5,Yes,,Yes
Siân (Siân Patel),sian@example.org,11/9/2026 5:59:02 PM,11/9/2026 6:50:00 PM,51,Yes,OK,No
Siân Patel,sian@example.org,11/9/2026 6:48:30 PM,11/9/2026 8:03:11 PM,75,Yes,OK,No
Chidi (he/him) Okafor (Chidi Okafor),,11/9/2026 6:10:20 PM,11/9/2026 7:10:20 PM,60,Yes,OK,No
Chidi Okafor,,11/9/2026 7:20:00 PM,11/9/2026 7:59:30 PM,40,Yes,OK,No
Will Nilges (RIT Student),will@example.org,11/9/2026 6:00:00 PM,11/9/2026 8:00:00 PM,120,Yes,OK,No
"Grace Adeyemi, MBE",grace@example.org,11/9/2026 6:30:15 PM,11/9/2026 7:15:14 PM,45,Yes,OK,No
Zoom user,,11/9/2026 6:01:00 PM,11/9/2026 6:05:30 PM,5,Yes,,No
iPad,,11/9/2026 6:00:30 PM,11/9/2026 8:00:10 PM,120,Yes,,No
Zoom user,,11/9/2026 7:00:00 PM,11/9/2026 7:30:00 PM,30,Yes,OK,No
442071838750,,11/9/2026 6:15:00 PM,11/9/2026 7:45:00 PM,90,Yes,,No
Tom Ellery,,11/9/2026 5:57:00 PM,11/9/2026 6:40:00 PM,43,Yes,,Yes
"""
CLASSIC_SHORT = """\
Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)
Harriet Fitzalan Howard,harriet@example.org,09/11/2026 17:55,10/11/2026 00:12,377
Zoë Llewellyn-Jones,zoe@example.org,09/11/2026 18:20,09/11/2026 19:05,45
Priya Raghavan,priya@example.org,09/11/2026 18:00,09/11/2026 18:30,30
Priya Raghavan,Priya@Example.org,09/11/2026 18:45,09/11/2026 20:15,90
O'Neil,,09/11/2026 18:05,09/11/2026 19:59,114
Galaxy S21,,09/11/2026 18:00,09/11/2026 18:02,2
"Robert ""Bobby"" Tranter",,09/11/2026 19:50,09/11/2026 20:10,20
=1+1,,09/11/2026 18:00,09/11/2026 19:00,60
"""

# --- Zoom, B: one row per person, no times ----------------------------------------------------------------------

UNIQUE_TITLE = """\
Name (Original Name),User Email,Total Duration (Minutes),Guest
Siân (Siân Patel),sian@example.org,118,No
"Okafor, Chidi",chidi@example.org,64,Yes
Harriet Fitzalan Howard,harriet@example.org,131,Yes
Jennifer Null,,17,Yes
Conference Room 2,,121,Yes
Will Nilges (RIT Student),will@example.org,1,
"""
UNIQUE_SENTENCE = """\
Name (original name),Email,Total duration (minutes)
Aoife O'Neil,aoife@example.org,119
Chidi (he/him) Okafor (Chidi Okafor),,47
"Grace Adeyemi, MBE",grace@example.org,90
Guest,,12
"""

# --- Zoom, C: one row per stay, sentence case -------------------------------------------------------------------

SENTENCE_FULL = """\
Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,In waiting room
Priya Raghavan,priya@example.org,"Mar 22, 2025 7:13 PM","Mar 22, 2025 8:31 PM",78,Yes,OK,No
Will Nilges (Will Nilges (RIT Student)),will@example.org,"Mar 22, 2025 6:58 PM","Mar 22, 2025 7:40 PM",42,Yes,OK,No
Will Nilges (RIT Student),will@example.org,"Mar 22, 2025 7:41 PM","Mar 22, 2025 8:30 PM",49,Yes,OK,No
Siân Patel,sian@example.org,"Mar 22, 2025 6:50 PM","Mar 22, 2025 7:00 PM",10,No,,Yes
Siân Patel,sian@example.org,"Mar 22, 2025 7:00 PM","Mar 22, 2025 8:35 PM",95,No,OK,No
Aoife (Front desk (Leeds)),,"Mar 22, 2025 7:30 PM","Mar 22, 2025 8:00 PM",30,Yes,OK,No
"""
SENTENCE_SHORT = """\
Name (original name),Email,Join time,Leave time,Duration (minutes)
Chidi Okafor,chidi@example.org,"Mar 22, 2025 19:13:27","Mar 22, 2025 19:58:26",45
"Okafor, Chidi",chidi@example.org,"Mar 22, 2025 20:00:00","Mar 22, 2025 20:30:30",31
Priya Raghavan,priya@example.org,"Mar 22, 2025 19:00:00","Mar 22, 2025 19:10:40",11
Priya Raghavan,priya@example.org,"Mar 22, 2025 19:20:00","Mar 22, 2025 19:30:40",11
Jennifer Null,,"Mar 22, 2025 18:30:00","Mar 22, 2025 18:59:59",30
"""
SENTENCE_TABS = """\
Name (original name)|Email|Join time|Leave time|Duration (minutes)|Guest|Recording disclaimer response|In waiting room
iPad (2) (Okafor, Chidi)|chidi@example.org|2026-10-06 18:00:00|2026-10-06 19:30:00|90|Yes|OK|No
Siân Patel|sian@example.org|2026-10-06 17:50:11|2026-10-06 18:40:00|50|No|OK|No
Siân Patel||2026-10-06 18:55:00|2026-10-06 20:00:00|65|Yes|OK|No
Harriet Fitzalan Howard|harriet@example.org|2026-10-06 18:31:10|2026-10-06 18:32:09|1|Yes|OK|No
+44 7700 900123||2026-10-06 19:00:00|2026-10-06 20:20:00|80|||No
"""
# Summer time: 17:00 in the file is six in the evening in London.
SENTENCE_Z = """\
Name (original name),Email,Join time,Leave time,Duration (minutes),Guest
Zoë Llewellyn-Jones,zoe@example.org,2026-10-06T17:00:00Z,2026-10-06T18:15:30Z,76,Yes
Zoë Llewellyn-Jones,zoe@example.org,2026-10-06T18:20:00Z,2026-10-06T19:04:00Z,44,Yes
O'Neil,,2026-10-06T16:45:00Z,2026-10-06T17:30:00Z,45,Yes
Conference Room 2,,2026-10-06T16:40:00Z,2026-10-06T19:10:00Z,150,Yes
"""
SENTENCE_SEMICOLONS = """\
Name (original name);Email;Join time;Leave time;Duration (minutes);Guest;Recording disclaimer response;In waiting room
Okafor, Chidi;chidi@example.org;06/10/2026 17:51;06/10/2026 18:00;9;Yes;;Yes
Okafor, Chidi;chidi@example.org;06/10/2026 18:00;06/10/2026 19:12;72;Yes;OK;No
"Robert ""Bobby"" Tranter; PSW";bobby@example.org;06/10/2026 18:09;06/10/2026 20:02;113;Yes;OK;No
Grace Adeyemi, MBE;;06/10/2026 18:15;06/10/2026 19:00;45;Yes;OK;No
Grace Adeyemi, MBE;;06/10/2026 18:30;06/10/2026 19:30;60;Yes;OK;No
"""
# The clocks go back from 02:00 to 01:00: 00:30 to 02:30 lasts three hours. The fourth stay crosses the change.
CLOCKS_GO_BACK = """\
Name (original name),Email,Join time,Leave time,Duration (minutes)
Siân Patel,sian@example.org,2026-10-25 00:25:00,2026-10-25 02:40:00,195
Harriet Fitzalan Howard,harriet@example.org,2026-10-25 00:50:00,2026-10-25 02:05:00,135
Priya Raghavan,priya@example.org,2026-10-25 01:10:00,2026-10-25 01:40:00,30
Zoë Llewellyn-Jones,zoe@example.org,2026-10-25 01:50:00,2026-10-25 01:10:00,20
Aoife O'Neil,aoife@example.org,2026-10-25 00:40:00,2026-10-25 01:20:00,40
Chidi Okafor,chidi@example.org,2026-10-25 00:30:00,2026-10-25 00:55:00,25
Chidi Okafor,chidi@example.org,2026-10-25 02:10:00,2026-10-25 02:30:00,20
"""

# --- Zoom, D: the meeting's own two lines first -----------------------------------------------------------------

BLOCK_OLD = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,
00000000001,Leading at Work,10/06/2026 05:52:16 PM,10/06/2026 08:04:20 PM,team@example.org,133,4,

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
Siân Patel,sian@example.org,10/06/2026 05:58:30 PM,10/06/2026 08:04:20 PM,126,Yes,Y
Chidi (he/him) Okafor,chidi@example.org,10/06/2026 06:02:00 PM,10/06/2026 06:40:00 PM,38,Yes,Y
Chidi (he/him) Okafor,chidi@example.org,10/06/2026 06:44:00 PM,10/06/2026 07:58:00 PM,74,Yes,N
Galaxy S21,,10/06/2026 06:05:00 PM,10/06/2026 06:06:30 PM,2,Yes,
"""
BLOCK_OLD_UNIQUE = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,
00000000001,Leading at Work,11/09/2026 05:52:16 PM,11/09/2026 08:04:20 PM,team@example.org,133,2,

Name (Original Name),User Email,Total Duration (Minutes),Guest,
Aoife O'Neil,aoife@example.org,101,Yes,
"Okafor, Chidi",,58,Yes,
"""
BLOCK_NEW = """\
Topic,ID,Duration (minutes),Start time,End time,Participants
"Leading well, together",854 1234 5678,133,11/09/2026 05:52:16 PM,11/09/2026 08:04:20 PM,3

Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,In waiting room
Zoë (Zoë Llewellyn-Jones),zoe@example.org,11/09/2026 05:55:00 PM,11/09/2026 06:01:00 PM,6,Yes,,Yes
Zoë (Zoë Llewellyn-Jones),zoe@example.org,11/09/2026 06:01:00 PM,11/09/2026 07:31:45 PM,91,Yes,OK,No
Tom Ellery,,11/09/2026 06:00:00 PM,11/09/2026 06:20:00 PM,20,Yes,OK,No
Tom Ellery,,11/09/2026 06:19:00 PM,11/09/2026 08:01:00 PM,102,Yes,OK,No
"""
BLOCK_NEW_EXCEL = """\
Topic,ID,Duration (minutes),Start time,End time,Participants,,
"Leading well, together",8.54E+10,131,09/11/2026 17:52,09/11/2026 20:03,4,,
,,,,,,,
Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,In waiting room
Harriet Fitzalan Howard,harriet@example.org,09/11/2026 17:58,09/11/2026 19:03,65,Yes,OK,No
Harriet Fitzalan Howard,harriet@example.org,09/11/2026 18:50,09/11/2026 19:40,50,Yes,OK,No
Jennifer Null,,09/11/2026 19:30,09/11/2026 20:03,33,Yes,OK,No
Zoom user,,09/11/2026 17:52,09/11/2026 17:59,7,Yes,,No
"""

# --- Zoom, E: a webinar's attendee report -----------------------------------------------------------------------

WEBINAR = """\
Attendee Report
Report Generated:,"Mar 23, 2025 6:26 PM"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,\
Total Users,Max Concurrent Views
"Leading well, together",812 3456 7890,"Mar 22, 2025 6:52 PM",101,5,0,3,5,3
Host Details
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Programme Team,team@example.org,"Mar 22, 2025 18:52:00","Mar 22, 2025 20:33:00",101,No,United Kingdom
Panelist Details
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,"Grace Adeyemi, MBE",grace@example.org,"Mar 22, 2025 18:55:10","Mar 22, 2025 20:00:00",65,Yes,United Kingdom
No,Priya Raghavan,priya@example.org,--,--,--,--,--
Attendee Details
Attended,User Name (Original Name),First Name,Last Name,Email,Phone,Registration Time,Approval Status,\
Join Time,Leave Time,Time in Session (minutes),Is Guest,"What brings you here, today?",Country/Region Name
Yes,Siân Patel,Siân,Patel,sian@example.org,07700 900456,"Mar 1, 2025 09:14:00",approved,\
"Mar 22, 2025 19:04:30","Mar 22, 2025 19:34:29",30,Yes,"Work, mostly",United Kingdom
Yes,Siân Patel,Siân,Patel,sian@example.org,07700 900456,"Mar 1, 2025 09:14:00",approved,\
"Mar 22, 2025 19:40:00","Mar 22, 2025 20:32:00",52,Yes,"Work, mostly",United Kingdom
Yes,Harriet Fitzalan Howard,Harriet,Fitzalan Howard,harriet@example.org,,"Mar 22, 2025 08:00:00",approved,\
"Mar 22, 2025 19:00:00","Mar 22, 2025 20:30:00",90,Yes,,United Kingdom
No,Tom Ellery,Tom,Ellery,tom@example.org,,"Mar 2, 2025 10:00:00",approved,--,--,--,--,,--
"""
WEBINAR_LATER = """\
Attendee Report
Report generated time,05/20/2026 10:00:00 AM
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,\
Total Users,Max Concurrent Views
Leading at Work,81234567890,05/19/2026 05:50:00 PM,105,3,1,2,3,2
Host Details
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Programme Team,team@example.org,05/19/2026 05:50:00 PM,05/19/2026 07:35:00 PM,105,No,United Kingdom
Attendee Details
Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,\
Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Chidi (he/him) Okafor,Chidi,Okafor,chidi@example.org,05/02/2026 12:00:00 PM,approved,\
05/19/2026 06:10:00 PM,05/19/2026 07:35:00 PM,85,Yes,United Kingdom
No,Jennifer Null,Jennifer,Null,jennifer@example.org,05/19/2026 05:00:00 PM,approved,--,--,--,--,--
"""

# --- Zoom, F and G ----------------------------------------------------------------------------------------------

# The call dropped and was started again: two meetings, one session.
COMBINED = """\
Topic,Meeting ID,User Name,User Email,Department,Group,Has Zoom Rooms?,Creation Time,Start Time,End Time,Duration,\
Participants,Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,RecordingConsent,\
InWaitingRoom,MarketingOptIn
Leading at Work,81111111111,Programme Team,team@example.org,,,No,01/06/2022 00:00,15/08/2022 09:50,15/08/2022 10:47,\
57,2,Siân Patel,sian@example.org,15/08/2022 09:55,15/08/2022 10:47,52,Yes,Y,No,
Leading at Work,81111111111,Programme Team,team@example.org,,,No,01/06/2022 00:00,15/08/2022 09:50,15/08/2022 10:47,\
57,2,Chidi Okafor,chidi@example.org,15/08/2022 10:05,15/08/2022 10:47,42,Yes,Y,No,
Leading at Work,82222222222,Programme Team,team@example.org,,,No,15/08/2022 10:48,15/08/2022 10:50,15/08/2022 12:04,\
74,2,Siân Patel,sian@example.org,15/08/2022 10:50,15/08/2022 10:52,2,Yes,,Yes,
Leading at Work,82222222222,Programme Team,team@example.org,,,No,15/08/2022 10:48,15/08/2022 10:50,15/08/2022 12:04,\
74,2,Siân Patel,sian@example.org,15/08/2022 10:52,15/08/2022 12:04,72,Yes,Y,No,
Leading at Work,82222222222,Programme Team,team@example.org,,,No,15/08/2022 10:48,15/08/2022 10:50,15/08/2022 12:04,\
74,2,Priya Raghavan,,15/08/2022 11:00,15/08/2022 11:31,31,Yes,Y,No,
"""
GERMAN = """\
Name (ursprünglicher Name),E-Mail,Beitrittszeit,Austrittszeit,Dauer (Minuten)
Zoë (Zoë Llewellyn-Jones),zoe@example.org,2026-10-06 18:01:00,2026-10-06 19:00:00,59
Aoife O'Neil,aoife@example.org,2026-10-06 17:45:00,2026-10-06 20:05:00,140
Tom Ellery,,2026-10-06 19:10:30,2026-10-06 19:40:00,30
"""

# --- Teams and Meet ---------------------------------------------------------------------------------------------

TEAMS_MONTH_FIRST = """\
1. Summary
Meeting title|Leading at Work
Attended participants|5
Start time|10/6/26, 5:52:03 PM
End time|10/6/26, 8:03:40 PM
Meeting duration|2h 11m 37s
Average attendance time|1h 13m 22s

2. Participants
Name|First Join|Last Leave|In-Meeting Duration|Email|Participant ID (UPN)|Role
Siân Patel|10/6/26, 5:58:10 PM|10/6/26, 8:00:30 PM|1h 58m 21s|sian@example.org|sian@example.org|Organizer
Chidi (he/him) Okafor|10/6/26, 6:02:11 PM|10/6/26, 7:02:13 PM|1h 0m 2s|chidi@example.org|chidi@example.org|Presenter
Harriet Fitzalan Howard|10/6/26, 6:05:00 PM|10/6/26, 7:50:09 PM|1h 45m 9s|harriet@example.org|\
harriet@example.org|Attendee
Tom Ellery|10/6/26, 6:10:00 PM|10/6/26, 6:10:48 PM|48s|||Attendee
+44 7700 900123|10/6/26, 6:20:00 PM|10/6/26, 7:01:30 PM|41m 30s|||Attendee

3. In-Meeting Activities
Name|Join Time|Leave Time|Duration|Email|Role
Siân Patel|10/6/26, 5:58:10 PM|10/6/26, 7:26:01 PM|1h 27m 51s|sian@example.org|Organizer
Siân Patel|10/6/26, 7:30:00 PM|10/6/26, 8:00:30 PM|30m 30s|sian@example.org|Organizer
Chidi (he/him) Okafor|10/6/26, 6:02:11 PM|10/6/26, 7:02:13 PM|1h 0m 2s|chidi@example.org|Presenter
Harriet Fitzalan Howard|10/6/26, 6:05:00 PM|10/6/26, 6:45:20 PM|40m 20s|harriet@example.org|Attendee
Harriet Fitzalan Howard|10/6/26, 6:40:00 PM|10/6/26, 7:50:09 PM|1h 10m 9s|harriet@example.org|Attendee
Tom Ellery|10/6/26, 6:10:00 PM|10/6/26, 6:10:48 PM|48s||Attendee
+44 7700 900123|10/6/26, 6:20:00 PM|10/6/26, 7:01:30 PM|41m 30s||Attendee
"""
TEAMS_DAY_FIRST = """\
1. Summary
Meeting title|Leading well, together
Attended participants|3
Start time|09/11/2026, 17:50:00
End time|10/11/2026, 00:15:20
Meeting duration|6h 25m 20s

2. Participants
Name|First join|Last leave|In-meeting duration|Email|Participant ID (UPN)|Role
Okafor, Chidi|09/11/2026, 18:02:11|09/11/2026, 19:32:11|1h 30m 0s|chidi@example.org|chidi@example.org|Attendee
Will Nilges (RIT Student)|09/11/2026, 17:59:00|09/11/2026, 18:59:30|55m 30s|will@example.org|will@example.org|Attendee
Priya Raghavan|09/11/2026, 19:00:00|10/11/2026, 00:15:20|5h 15m 20s|priya@example.org|priya@example.org|Organizer

3. In-meeting activities
Name|Join time|Leave time|Duration|Email|Role
Okafor, Chidi|09/11/2026, 18:02:11|09/11/2026, 19:32:11|1h 30m 0s|chidi@example.org|Attendee
Will Nilges (RIT Student)|09/11/2026, 17:59:00|09/11/2026, 18:29:10|30m 10s|will@example.org|Attendee
Will Nilges (RIT Student)|09/11/2026, 18:34:10|09/11/2026, 18:59:30|25m 20s|will@example.org|Attendee
Priya Raghavan|09/11/2026, 19:00:00|10/11/2026, 00:15:20|5h 15m 20s|priya@example.org|Organizer
"""
TEAMS_GERMAN = """\
1. Zusammenfassung
Titel der Besprechung|Leading at Work
Anwesende Teilnehmer|2
Startzeit|06.10.26, 17:55:00
Endzeit|06.10.26, 20:02:00
Dauer der Besprechung|2 Std. 7 Min. 0 Sek.

2. Teilnehmer
Name|Erster Beitritt|Letzter Austritt|Dauer der Teilnahme|E-Mail|Teilnehmer-ID (UPN)|Rolle
Zoë Llewellyn-Jones|06.10.26, 18:01:00|06.10.26, 19:00:00|59 Min. 0 Sek.|zoe@example.org|zoe@example.org|Teilnehmer
Aoife O'Neil|06.10.26, 17:55:00|06.10.26, 20:02:00|1 Std. 57 Min. 0 Sek.|aoife@example.org|aoife@example.org|Organisator

3. Aktivitäten in der Besprechung
Name|Beitrittszeit|Austrittszeit|Dauer|E-Mail|Rolle
Zoë Llewellyn-Jones|06.10.26, 18:01:00|06.10.26, 19:00:00|59 Min. 0 Sek.|zoe@example.org|Teilnehmer
Aoife O'Neil|06.10.26, 17:55:00|06.10.26, 19:10:00|1 Std. 15 Min. 0 Sek.|aoife@example.org|Organisator
Aoife O'Neil|06.10.26, 19:20:00|06.10.26, 20:02:00|42 Min. 0 Sek.|aoife@example.org|Organisator
"""
MEET = """\
First name,Last name,Email,Duration,Time joined,Time exited
Siân,Patel,sian@example.org,2 hr 1 min,5:59 PM,8:00 PM
Chidi,Okafor,chidi@example.org,1 hr 2 min,6:30 PM,7:32 PM
Harriet,Fitzalan Howard,harriet@example.org,45 min,6:00 PM,6:45 PM
Tom,Ellery,,1 hr,7:30 PM,8:30 PM
O'Neil,,,3 min,6:01 PM,6:04 PM
"""

# --- Sign-in forms ----------------------------------------------------------------------------------------------

FORMS_ANONYMOUS = """\
ID,Start time,Completion time,Email,Name,Last modified time,What is your name?,"Your work⏎email\u00a0",\
"Which parts — if any, so far — were useful?"
1,10/6/26 18:01:02,10/6/26 18:02:40,anonymous,,,Siân Patel,sian@example.org,Feedback;Coaching;
2,10/6/26 18:01:10,10/6/26 18:01:55,anonymous,Anonymous,,"Okafor, Chidi",Chidi@Example.org,Coaching;
3,10/6/26 18:03:00,10/6/26 18:03:31,anonymous,,,Jennifer Null,,
4,10/6/26 19:40:00,10/6/26 19:41:12,anonymous,,,Siân Patel,sian@example.org,"Feedback;Other, namely tea;"
5,10/6/26 18:04:09,10/6/26 18:06:23,anonymous,,,Aoife O'Neil,aoife@example.org,Feedback;
"""
FORMS_SIGNED_IN = """\
ID,Start time,Completion time,Email,Name,Total points,Quiz feedback,\
"Anything to add, or ""no""?","Points - Anything to add, or ""no""?","Feedback - Anything to add, or ""no""?"
1,11/9/26 18:00:44,11/9/26 18:03:12,harriet@example.org,Harriet Fitzalan Howard,,,no,,
2,11/9/26 18:01,11/9/26 18:02,will@example.org,Will Nilges (RIT Student),,,"Yes: bring⏎biscuits",,
3,11/9/26 18:05:30,11/9/26 18:06:23,chidi@example.org,Chidi (he/him) Okafor,,,,,
4,11/9/26 18:07:00,11/9/26 18:07:31,harriet@example.org,Harriet Fitzalan Howard,,,forgot: thanks,,
"""
FORMS_WORKBOOK: tuple[tuple[str | int | None, ...], ...] = (
    ("Id", "Start time", "Completion time", "Email", "Name", "What is\u00a0your name?\n", "Your e-mail address"),
    (1, "2026-10-06 18:00:10", "2026-10-06 18:00:52", "anonymous", None, "Zoë Llewellyn-Jones", "zoe@example.org"),
    (2, "2026-10-06 18:01:00", "2026-10-06 18:02:30", "anonymous", None, "O'Neil", None),
    (3, "2026-10-06 18:02:00", "2026-10-06 18:02:41", "anonymous", "Anonymous", "Okafor, Chidi", "chidi@example.org"),
    (4, "2026-10-06 19:58:00", "2026-10-06 19:59:20", "anonymous", None, "Zoë Llewellyn-Jones", "zoe@example.org"),
)
GOOGLE_EMAILS = """\
Timestamp,Email Address,Your full name,"What will you try, and when?"
11/9/2026 18:05:12,sian@example.org,Siân Patel,"Listen, weekly"
11/9/2026 18:05:40,grace@example.org,"Grace Adeyemi, MBE",
11/9/2026 18:06:02,bobby@example.org,"Robert ""Bobby"" Tranter",=1+1
11/9/2026 19:58:59,sian@example.org,Siân Patel,Again
"""
GOOGLE_NAMES = """\
Timestamp,What is your name?,What will you try?
09/11/2026 18:05:12,Priya Raghavan,Listening
09/11/2026 18:07:00,"Okafor, Chidi",Delegating
09/11/2026 18:09:31,Jennifer Null,N/A
09/11/2026 18:10:02,Priya Raghavan,Listening
"""

# --- What is no usable attendance report ----------------------------------------

QOS = """\
Participant,Device,IP Address,Location,Network Type,Join Time,Leave Time,Audio Quality,Video Quality
Siân Patel,Windows,192.0.2.10,Leeds (GB),Wifi,11/09/2026 05:58:00 PM,11/09/2026 08:01:00 PM,Good,Good
Chidi Okafor,iOS,192.0.2.11,Hull (GB),4G,11/09/2026 06:01:00 PM,11/09/2026 07:59:00 PM,Good,Fair
"""
REGISTRATION = """\
Registration Report
Report Generated:,"Nov 9, 2026 8:31 PM"
Topic,Meeting ID,Scheduled Time,Duration (minutes),# Registered,# Cancelled,# Approved,# Denied
Leading at Work,854 1234 5678,"Nov 9, 2026 6:00 PM",120,2,0,2,0
Registrant Details
First Name,Last Name,Email,Registration Time,Approval Status
Siân,Patel,sian@example.org,"Nov 9, 2026 9:14 AM",approved
Chidi,Okafor,chidi@example.org,"Nov 9, 2026 11:40 AM",approved
"""
POLL = """\
Poll Report
Report Generated:,"Nov 9, 2026 8:31 PM"
Topic,Meeting ID,Actual Start Time,Actual Duration (minutes),# Question
Leading at Work,854 1234 5678,"Nov 9, 2026 5:52 PM",131,1
Poll Details
#,User Name,User Email,Submitted Date/Time,How confident do you feel?
1,Siân Patel,sian@example.org,"Nov 9, 2026 6:40:10 PM",Very
2,Chidi Okafor,chidi@example.org,"Nov 9, 2026 6:40:31 PM",Somewhat
"""
QUESTIONS = """\
Q&A Report
Report Generated:,"Nov 9, 2026 8:31 PM"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Question
Leading at Work,812 3456 7890,"Nov 9, 2026 5:52 PM",131,1
Question Details
#,Question,Asker Name,Asker Email,Answer(s)
1,"Will slides be shared, please?",Siân Patel,sian@example.org,Yes
"""
SALESFORCE = """\
Campaign Name,Campaign Member ID,Member Status,First Name,Last Name,Email,Member First Responded Date
Leading at Work 2026,00v000000000001AAA,Attended,Siân,Patel,sian@example.org,09/11/2026
Leading at Work 2026,00v000000000002AAA,Registered,Chidi,Okafor,chidi@example.org,
"""
ROSTER = """\
Name,Email,Organisation,Cohort,Coach
Siân Patel,sian@example.org,Leeds,Autumn 2026,Grace Adeyemi
"Okafor, Chidi",chidi@example.org,Hull,Autumn 2026,Grace Adeyemi
"""
# 10 November or 11 October, and the session is on 9 November.
ANOTHER_DAY = """\
Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Siân Patel,sian@example.org,11/10/2026 05:58:00 PM,11/10/2026 08:01:00 PM,123,Yes
Chidi Okafor,chidi@example.org,11/10/2026 06:01:00 PM,11/10/2026 07:59:00 PM,118,Yes
"""
NO_TIMES = """\
Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,In waiting room
Siân Patel,sian@example.org,,,,Yes,OK,No
Chidi Okafor,chidi@example.org,,,,Yes,OK,No
"""
