RESET ROLE;
COPY pupil TO PROGRAM 'touch /tmp/ante-was-here';
