; The Windows setup. Compiled by installer/packing.py, which defines
;   VERSION  the program's version      SOURCE  the packed program's folder     OUT     the setup to write
;   ICON     the program's icon         LICENCE the licence to show             SIGN    a command that signs "%1" (may be missing)
;
; Silent:  Brevdue-x.y.z-setup.exe /S [/CurrentUser | /AllUsers] [/AUTOSTART] [/NOFILES] [/NOMENU] [/D=C:\a\folder]
;          uninstall.exe /S [/REMOVEDATA]
; Ends with 0 done, 1 stopped by the person, 2 it could not be done, 5 Brevdue is running, 6 a newer version is there,
; 7 Brevdue is installed in another place.

Unicode true
ManifestDPIAware true
SetCompressor /SOLID lzma
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include x64.nsh

!define NAME "Brevdue"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Brevdue"
!define OWN_KEY "Software\Brevdue"
!define MAILING_TYPE "Brevdue.Mailing"
!define NOT_DONE 2
!define RUNNING 5
!define NEWER 6
!define ELSEWHERE 7

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${OWN_KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${OWN_KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_USE_PROGRAMFILES64
!include MultiUser.nsh
!include MUI2.nsh

Name "${NAME}"
OutFile "${OUT}"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${NAME}"
VIAddVersionKey LegalCopyright "MIT"
!ifdef SIGN
  !finalize '${SIGN}'
  !uninstfinalize '${SIGN}'
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\brevdue.exe"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

; The first one is taken where the computer speaks none of them.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Norwegian"
!insertmacro MUI_LANGUAGE "Swedish"
!include words.nsh

; What must hold before anything is changed

; Windows does not let the file of a running program be written to.
!macro STOP_WHILE_RUNNING PREFIX
  Function ${PREFIX}StopWhileRunning
    look:
    StrCpy $1 "brevdue.exe"
    Call ${PREFIX}IsInUse
    ${If} $0 == 0
      StrCpy $1 "brevdue-cli.exe"
      Call ${PREFIX}IsInUse
    ${EndIf}
    ${If} $0 != 0
      SetErrorLevel ${RUNNING}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IS_RUNNING)" /SD IDCANCEL IDRETRY look
      Quit
    ${EndIf}
  FunctionEnd

  ; $1: a file in the program's folder. $0: 1 if somebody uses it, else 0.
  Function ${PREFIX}IsInUse
    StrCpy $0 0
    ${If} ${FileExists} "$INSTDIR\$1"
      ClearErrors
      FileOpen $2 "$INSTDIR\$1" a
      ${If} ${Errors}
        StrCpy $0 1
      ${Else}
        FileClose $2
      ${EndIf}
    ${EndIf}
  FunctionEnd
!macroend
!insertmacro STOP_WHILE_RUNNING ""
!insertmacro STOP_WHILE_RUNNING "un."

; What MultiUser.nsh would ask about, in English, even where nobody is there to answer.
!macro STOP_WITHOUT_RIGHTS PREFIX
  Function ${PREFIX}StopWithoutRights
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/AllUsers" $1
    ${If} ${Errors}
      Return
    ${EndIf}
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
    ${AndIf} $0 != "Power"
      SetErrorLevel ${NOT_DONE}
      MessageBox MB_OK|MB_ICONSTOP "$(NEEDS_RIGHTS)" /SD IDOK
      Quit
    ${EndIf}
  FunctionEnd
!macroend
!insertmacro STOP_WITHOUT_RIGHTS ""
!insertmacro STOP_WITHOUT_RIGHTS "un."

; Two copies would share a person's data, and the older one cannot read what the newer one wrote. So there is one:
; for everybody or for the person, in one folder. What another person has installed for themselves is not seen here.
!macro STOP_BESIDE ROOT MODE
  ReadRegStr $0 ${ROOT} "${OWN_KEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} ${FileExists} "$0\brevdue.exe"
    ${If} $MultiUser.InstallMode != "${MODE}"
    ${OrIf} $0 != $INSTDIR
      SetErrorLevel ${ELSEWHERE}
      MessageBox MB_OK|MB_ICONSTOP "$(IS_ELSEWHERE)" /SD IDOK
      Quit
    ${EndIf}
  ${EndIf}
!macroend

Function StopBesideAnother
  !insertmacro STOP_BESIDE HKCU CurrentUser
  !insertmacro STOP_BESIDE HKLM AllUsers
FunctionEnd

; A newer version's data cannot be read by an older one.
Function StopBeforeNewer
  ReadRegStr $0 SHCTX "${OWN_KEY}" "Version"
  ${If} $0 == ""
    Return
  ${EndIf}
  ${VersionCompare} "$0" "${VERSION}" $1
  ${If} $1 == 1
    SetErrorLevel ${NEWER}
    MessageBox MB_OK|MB_ICONSTOP "$(NEWER_IS_HERE)" /SD IDOK
    Quit
  ${EndIf}
FunctionEnd

Function .onInit
  ${IfNot} ${RunningX64}
    SetErrorLevel ${NOT_DONE}
    MessageBox MB_OK|MB_ICONSTOP "$(NEEDS_64)" /SD IDOK
    Quit
  ${EndIf}
  Call StopWithoutRights
  StrCpy $R0 $INSTDIR ; set here only by /D=, which what follows would forget
  !insertmacro MULTIUSER_INIT
  ${If} $R0 != ""
    StrCpy $INSTDIR $R0
  ${EndIf}
  Call ReadOptions
FunctionEnd

; What is installed

Section "$(PROGRAM)" Program
  SectionIn RO
  ; Only here is it known for whom and where, which two of the pages ask about.
  Call StopBesideAnother
  Call StopBeforeNewer
  Call StopWhileRunning
  Call PutOldAside
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${SOURCE}/*.*"
  ${If} ${Errors}
    SetErrorLevel ${NOT_DONE}
    Abort
  ${EndIf}
  RMDir /r "$INSTDIR\_internal.old"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr SHCTX "${OWN_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${OWN_KEY}" "Version" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\brevdue.exe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "Brevdue"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" $0
SectionEnd

Section "$(START_MENU)" StartMenu
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\brevdue.exe"
SectionEnd

Section "$(MAILING_FILES)" MailingFiles
  WriteRegStr SHCTX "Software\Classes\.brevdue" "" "${MAILING_TYPE}"
  WriteRegStr SHCTX "Software\Classes\${MAILING_TYPE}" "" "$(MAILING_FILE)"
  WriteRegStr SHCTX "Software\Classes\${MAILING_TYPE}\DefaultIcon" "" "$INSTDIR\brevdue.exe,0"
  WriteRegStr SHCTX "Software\Classes\${MAILING_TYPE}\shell\open\command" "" '"$INSTDIR\brevdue.exe" "%1"'
  Call TellExplorer
SectionEnd

; Whether the program starts with the computer is a setting of its own for each person; it is set here, not copied.
Section /o "$(AUTOSTART)" Autostart
  nsExec::Exec '"$INSTDIR\brevdue-cli.exe" settings set app.start_with_computer true'
  Pop $0
  ${If} $0 != 0
    DetailPrint "$(AUTOSTART_FAILED)"
  ${EndIf}
SectionEnd

; A folder that is in use cannot be renamed, so nothing is changed then.
Function PutOldAside
  RMDir /r "$INSTDIR\_internal.old"
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    ClearErrors
    Rename "$INSTDIR\_internal" "$INSTDIR\_internal.old"
    ${If} ${Errors}
      SetErrorLevel ${RUNNING}
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(IS_RUNNING)" /SD IDOK
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Function .onInstFailed
  ${If} ${FileExists} "$INSTDIR\_internal.old\*.*"
    RMDir /r "$INSTDIR\_internal"
    Rename "$INSTDIR\_internal.old" "$INSTDIR\_internal"
  ${EndIf}
FunctionEnd

Function ReadOptions
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AUTOSTART" $1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${Autostart}
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/NOFILES" $1
  ${IfNot} ${Errors}
    !insertmacro UnselectSection ${MailingFiles}
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/NOMENU" $1
  ${IfNot} ${Errors}
    !insertmacro UnselectSection ${StartMenu}
  ${EndIf}
FunctionEnd

!macro TELL_EXPLORER PREFIX
  Function ${PREFIX}TellExplorer
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  FunctionEnd
!macroend
!insertmacro TELL_EXPLORER ""
!insertmacro TELL_EXPLORER "un."

; What is taken away again

Function un.onInit
  Call un.StopWithoutRights
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section Uninstall
  Call un.StopWhileRunning
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Call un.ForgetAutostart
  Call un.ForgetSchedule
  ReadRegStr $0 SHCTX "Software\Classes\.brevdue" ""
  ${If} $0 == "${MAILING_TYPE}"
    DeleteRegKey SHCTX "Software\Classes\.brevdue"
  ${EndIf}
  DeleteRegKey SHCTX "Software\Classes\${MAILING_TYPE}"
  Call un.TellExplorer
  ; Only what is the program's own: somebody may have chosen a folder that holds other things too.
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\brevdue.exe"
  Delete "$INSTDIR\brevdue-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  DeleteRegKey SHCTX "${OWN_KEY}"
  Call un.AskAboutData
SectionEnd

; The entries that the program made for itself, one for each data folder.
Function un.ForgetAutostart
  StrLen $3 '"$INSTDIR\brevdue.exe"'
  StrCpy $0 0
  next:
    EnumRegValue $1 HKCU "Software\Microsoft\Windows\CurrentVersion\Run" $0
    StrCmp $1 "" done
    ReadRegStr $2 HKCU "Software\Microsoft\Windows\CurrentVersion\Run" $1
    StrCpy $4 $2 $3
    IntOp $0 $0 + 1
    StrCmp $4 '"$INSTDIR\brevdue.exe"' own
    StrLen $5 "$INSTDIR\brevdue.exe"
    StrCpy $4 $2 $5
    StrCmp $4 "$INSTDIR\brevdue.exe" own next
  own:
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" $1
    IntOp $0 $0 - 1
    Goto next
  done:
FunctionEnd

; The task that the computer runs every few minutes. Where there are no data nothing can have asked for it.
!macro ForgetScheduleOf ENVIRONMENT
  ${If} ${FileExists} "$LOCALAPPDATA\Brevdue\${ENVIRONMENT}\*.*"
    nsExec::Exec '"$INSTDIR\brevdue-cli.exe" --environment ${ENVIRONMENT} schedule uninstall'
    Pop $0
  ${EndIf}
!macroend

Function un.ForgetSchedule
  SetShellVarContext current
  !insertmacro ForgetScheduleOf production
  !insertmacro ForgetScheduleOf test
  !insertmacro ForgetScheduleOf training
  ${If} $MultiUser.InstallMode == "AllUsers"
    SetShellVarContext all
  ${EndIf}
FunctionEnd

; The register, the mailings and their receipts. They stay unless somebody says otherwise.
Function un.AskAboutData
  SetShellVarContext current
  StrCpy $0 "$LOCALAPPDATA\Brevdue"
  ${IfNot} ${FileExists} "$0\*.*"
    Return
  ${EndIf}
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/REMOVEDATA" $2
  ${IfNot} ${Errors}
    RMDir /r "$0"
    Return
  ${EndIf}
  MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONQUESTION "$(ASK_ABOUT_DATA)" /SD IDNO IDNO keep
  MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONEXCLAMATION "$(ASK_ONCE_MORE)" /SD IDNO IDNO keep
  RMDir /r "$0"
  keep:
FunctionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${Program} "$(PROGRAM_MEANS)"
  !insertmacro MUI_DESCRIPTION_TEXT ${StartMenu} "$(START_MENU_MEANS)"
  !insertmacro MUI_DESCRIPTION_TEXT ${MailingFiles} "$(MAILING_FILES_MEANS)"
  !insertmacro MUI_DESCRIPTION_TEXT ${Autostart} "$(AUTOSTART_MEANS)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END
