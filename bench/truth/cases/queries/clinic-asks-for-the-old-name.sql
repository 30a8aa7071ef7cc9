SELECT id, chart FROM chart_import WHERE id = $1;
