using FcnEngine.CrashHarness;
using FcnEngine.CrashHarness.Determinism;
using FcnEngine.CrashHarness.Killing;
using FcnEngine.CrashHarness.Subjects;

return args switch
{
    ["child", .. var words] => ChildRun.Execute(words),
    ["kill", .. var words] => Words.Read(words, KillCommand.Options) is { } options ? KillCommand.Execute(options) : 2,
    ["same", .. var words] => Words.Read(words, SameCommand.Options) is { } options ? SameCommand.Execute(options) : 2,
    _ => Words.Refuse("kill or same: see tests/kill.sh and tests/same.sh"),
};
