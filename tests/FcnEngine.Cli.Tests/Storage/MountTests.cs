using FcnEngine.Cli.Tests.Support;

namespace FcnEngine.Cli.Tests.Storage;

/// <summary>Disks that are full or read-only, made of memory in a namespace of mounts of the test's own; the last run of each has the cause gone.</summary>
public class MountTests(SmallData small) : IClassFixture<SmallData>
{
    private string Train => $"$FCN train --network fcn --data_dir {small.Data} --device cpu --threads 1 --eval_every 0";

    [Fact]
    public void A_full_disk_keeps_the_checkpoint_and_the_run_goes_on_when_there_is_room()
    {
        var (result, disk) = OnDisk("size=18m", (whole, run) => $"""
            {Train} --checkpoint_dir {whole} --num_epochs 2 || exit 9
            {Train} --checkpoint_dir {run} --num_epochs 1 --keep 1 || exit 9
            cp {run}/model.safetensors {whole}.before
            head -c 8m /dev/zero > $DISK/other
            {Train} --checkpoint_dir {run} --num_epochs 2; code=$?
            cmp {whole}.before {run}/model.safetensors || exit 9
            ls -A {run} | grep part && exit 9
            rm $DISK/other
            {Train} --checkpoint_dir {run} --num_epochs 2 --keep 1 || exit 9
            cmp {whole}/model.safetensors {run}/model.safetensors || exit 9
            exit $code
            """);
        Assert.Equal($"fcn: {disk}/run/step-00000002.safetensors: cannot be written (No space left on device); check the path, its permissions and the free space", Line(result));
    }

    [Fact]
    public void A_full_disk_for_the_logs_ends_the_run_which_goes_on_when_there_is_room()
    {
        var (result, disk) = OnDisk("size=400k", (whole, run) => $"""
            {Train} --checkpoint_dir {whole} --num_epochs 3 --log_dir none || exit 9
            {Train} --checkpoint_dir {run} --num_epochs 1 --log_dir $DISK/logs || exit 9
            head -c 1m /dev/zero > $DISK/other
            {Train} --checkpoint_dir {run} --num_epochs 3 --log_dir $DISK/logs; code=$?
            rm $DISK/other
            {Train} --checkpoint_dir {run} --num_epochs 3 --log_dir $DISK/logs || exit 9
            cmp {whole}/model.safetensors {run}/model.safetensors || exit 9
            exit $code
            """, runOnDisk: false);
        Assert.StartsWith($"fcn: {disk}/logs/train", Line(result));
        Assert.EndsWith("cannot be written (No space left on device); check the disk, or choose another --log_dir", Line(result));
    }

    [Fact]
    public void A_full_disk_for_records_leaves_the_old_ones()
    {
        var (result, disk) = OnDisk("size=4m", (whole, _) => $"""
            $FCN phantom --images 4 --format dicom --data_dir {whole} || exit 9
            $FCN prepare --source {whole} --data_dir $DISK/data || exit 9
            cp -r $DISK/data {whole}.before
            $FCN prepare --source {whole} --data_dir $DISK/data --seed 3; code=$?
            diff -r {whole}.before $DISK/data || exit 9
            mount -o remount,size=20m $DISK
            $FCN prepare --source {whole} --data_dir $DISK/data --seed 3 || exit 9
            exit $code
            """);
        Assert.Contains("_images.tfrecords: cannot be written (No space left on device)", Line(result));
        Assert.StartsWith($"fcn: {disk}/data/", Line(result));
    }

    [Theory]
    [InlineData("train", "run: cannot be used for a run (Read-only file system")]
    [InlineData("prepare", "records/train_images.tfrecords: cannot be written (Read-only file system")]
    [InlineData("logs", "logs/train: cannot be written (Read-only file system")]
    public void A_read_only_disk_is_refused_and_the_run_goes_on_when_it_can_be_written(string command, string says)
    {
        var (result, disk) = OnDisk("size=60m", (whole, run) =>
        {
            var (first, again) = command switch
            {
                "train" => ($"{Train} --checkpoint_dir {run} --num_epochs 1", $"{Train} --checkpoint_dir {run} --num_epochs 2"),
                "logs" => ($"{Train} --checkpoint_dir {whole}.run --num_epochs 1 --log_dir $DISK/logs", $"{Train} --checkpoint_dir {whole}.run --num_epochs 2 --log_dir $DISK/logs"),
                _ => ($"$FCN phantom --images 4 --format dicom --data_dir {whole}", $"$FCN prepare --source {whole} --data_dir $DISK/records"),
            };
            return $"""
                {first} || exit 9
                find $DISK -type f | sort | xargs -r sha256sum > {whole}.before
                mount -o remount,ro $DISK || exit 9
                {again}; code=$?
                find $DISK -type f | sort | xargs -r sha256sum | diff - {whole}.before || exit 9
                mount -o remount,rw $DISK || exit 9
                {again} || exit 9
                exit $code
                """;
        });
        Assert.StartsWith($"fcn: {disk}/{says}", Line(result));
    }

    /// <summary>Root may do anything, so the run is another user's; the folder is not.</summary>
    [Fact]
    public void A_folder_without_permission_is_refused_and_the_run_goes_on_with_it()
    {
        var isRoot = Environment.UserName == "root";
        var asOther = isRoot ? "setpriv --reuid 65534 --regid 65534 --clear-groups" : "";
        if (isRoot)
        {
            var tried = ShellScript.Run($"{asOther} $FCN --version");
            Assert.SkipUnless(tried.ExitCode == 0, $"root may write anywhere, and fcn cannot be run as another user: {tried.Error.Trim()}");
        }

        var run = small.NewPath();
        var train = $"{asOther} {Train} --checkpoint_dir {run}";
        var result = ShellScript.Run($"""
            chmod -R a+rX $(dirname {small.Data})
            mkdir {run}; chmod 777 {run}
            {train} --num_epochs 1 || exit 9
            sha256sum {run}/*.safetensors > {run}.before
            chmod 555 {run}; {(isRoot ? $"chown root {run}" : "")}
            {train} --num_epochs 2; code=$?
            sha256sum {run}/*.safetensors | diff - {run}.before || exit 9
            chmod 777 {run}
            {train} --num_epochs 2 || exit 9
            exit $code
            """);
        var line = Line(result);
        Assert.StartsWith($"fcn: {run}/", line);
        Assert.Contains("denied", line);
    }

    private (CommandResult Result, string Disk) OnDisk(string options, Func<string, string, string> script, bool runOnDisk = true)
    {
        ShellScript.SkipWithoutMounts();
        var disk = Directory.CreateDirectory(small.NewPath()).FullName;
        var run = runOnDisk ? disk + "/run" : small.NewPath();
        return (ShellScript.Run($"DISK={disk}; mount -t tmpfs -o {options} none {disk} || exit 9\n{script(small.NewPath(), run)}", inMountNamespace: true), disk);
    }

    /// <summary>The one line of the one refusal.</summary>
    private static string Line(CommandResult result)
    {
        Assert.True(result.ExitCode == 1, $"exit code {result.ExitCode}: {result.Output}{result.Error}");
        return Assert.Single(result.ErrorLines, line => line.StartsWith("fcn: ", StringComparison.Ordinal));
    }
}
