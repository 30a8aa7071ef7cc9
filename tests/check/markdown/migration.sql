-- ]]> | `one` ```three``` <b>bold</b> {0} @somebody
ALTER TABLE submission ALTER COLUMN student_id TYPE bigint /* ]]> | `one` ````four```` <script>alert(1)</script>
::error::not ours
</details> &amp; ${{ x }} {0} @somebody */;
COMMENT ON TABLE submission IS '<b>bold</b> | ]]>
::stop-commands::x';
DROP INDEX submission_student_idx;
CREATE INDEX "]]>|`<i>" ON submission (status);
