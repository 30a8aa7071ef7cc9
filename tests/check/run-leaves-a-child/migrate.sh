# What goes on in the background, by whatever detour, ends with the command.
sleep 98762 &
setsid -f sleep 98762
(trap '' TERM; nohup setsid sleep 98762 >/dev/null 2>&1 &) 
psql -Xqc 'ALTER TABLE pupil ADD house text'
