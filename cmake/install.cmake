# cmake --install, and the Debian package by `cpack -G DEB` in the build folder. The man page and the shells' completion
# are what the built ante itself prints, so they are always those of the commands that exist.
include(GNUInstallDirs)
set(written ${CMAKE_BINARY_DIR}/written)
add_custom_command(
  OUTPUT ${written}/ante.1 ${written}/ante.bash ${written}/_ante ${written}/ante.fish
  COMMAND ${CMAKE_COMMAND} -E make_directory ${written}
  COMMAND ante man > ${written}/ante.1
  COMMAND ante completion bash > ${written}/ante.bash
  COMMAND ante completion zsh > ${written}/_ante
  COMMAND ante completion fish > ${written}/ante.fish
  DEPENDS ante
  VERBATIM)
add_custom_target(pages ALL DEPENDS ${written}/ante.1)

install(TARGETS ante RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${written}/ante.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${written}/ante.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ante)
install(FILES ${written}/_ante DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${written}/ante.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES packaging/ante-watch@.service DESTINATION lib/systemd/system)
install(DIRECTORY drills DESTINATION ${CMAKE_INSTALL_DATADIR}/antemortem)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

set(CPACK_PACKAGE_NAME antemortem)
set(CPACK_PACKAGE_CONTACT "The antemortem developers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "what a database change will do, before it does it")
set(CPACK_PACKAGE_DESCRIPTION
  "Rehearses PostgreSQL schema changes on a private server that plans and locks as production does, without production.")
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# A private server is raised on the spot; another one than Debian's can be fetched (ante doctor --install).
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "postgresql-15 | postgresql")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "npm, postgresql-client")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
include(CPack)
